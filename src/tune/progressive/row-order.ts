import { canonicalJson } from '../../core/canonical-hash.ts'
import type { Case } from '../../core/case.ts'
import { compareText } from '../../core/compare-text.ts'
import { createRandom } from '../../core/random.ts'

/**
 * An order of rows in which each beginning is a stratified sample: of every expected value (of the first tag, where nothing is
 * expected) it holds its share, and the rows of one are drawn by lot. Skipped rows come last.
 */
export function orderRows(rows: readonly Case[], seed: number): Case[] {
  const random = createRandom(`rows ${seed}`)
  const strata = new Map<string, Case[]>()
  for (const row of random.shuffle(rows)) {
    const stratum = strata.get(stratumOf(row))
    if (stratum) stratum.push(row)
    else strata.set(stratumOf(row), [row])
  }
  // The nth of m rows of a stratum stands somewhere in the nth of m equal parts of the whole.
  const placed = [...strata]
    .sort(([a], [b]) => compareText(a, b))
    .flatMap(([, members]) =>
      members.map((row, index) => ({ row, place: row.skip ? 2 : (index + random.next()) / members.length })),
    )
  return placed.sort((a, b) => a.place - b.place).map(({ row }) => row)
}

function stratumOf({ expected, tags, skip }: Case): string {
  if (skip) return 'skipped'
  return expected === undefined ? `tag ${tags[0] ?? ''}` : `expected ${canonicalJson(expected)}`
}
