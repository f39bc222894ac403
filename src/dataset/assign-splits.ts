import { hashFraction } from '../core/canonical-hash.ts'
import type { Case } from '../core/case.ts'
import { retuneError } from '../core/errors.ts'
import { fillSplits, type SplitGroup } from './fill-splits.ts'
import { inputKey } from './input-text.ts'
import { type SplitRatios, splitRanges } from './split-ranges.ts'
import { stratumOf } from './stratum.ts'

export interface AssignSplitsOptions {
  /** Another seed, another partition. Default 1. */
  readonly seed?: number | undefined
  /** Shares of the three splits, in any unit. Default 0.5 / 0.25 / 0.25. */
  readonly ratios?: SplitRatios | undefined
  /** What a stratum shares: the expected value, a path in it, or the first tag. Default `expected`. */
  readonly stratify?: string | undefined
}

/**
 * Puts every case into a split; the same cases in any order give the same partition.
 *
 * A case goes by the hash of seed and id alone, against the cumulative ratios, so that rows added later move none of
 * the others. Cases whose inputs read the same go together, by the smallest of their ids. A case that has a split keeps it,
 * and a case of the same input joins it there.
 *
 * Repair: where a stratum of 3 or more different inputs (and then the whole set) would leave a split of positive ratio empty,
 * the input whose hash is nearest to that split's range is moved in, from a split that keeps another one. This is the only
 * way in which an added row can move another.
 *
 * @throws RetuneError `DATASET_BAD_RATIOS`
 */
export function assignSplits(cases: readonly Case[], options: AssignSplitsOptions = {}): Case[] {
  const { seed = 1, ratios = { optimization: 0.5, dev: 0.25, test: 0.25 }, stratify = 'expected' } = options
  const ranges = splitRanges(ratios)
  if (!ranges) throw retuneError('DATASET_BAD_RATIOS', { given: JSON.stringify(ratios) })

  const strata = new Map<string, SplitGroup[]>()
  const groups: SplitGroup[] = []
  const groupOf = new Map<Case, SplitGroup>()
  for (const members of groupByInput(cases)) {
    const [first] = members
    if (!first) continue
    const fraction = hashFraction(`${seed}:${first.id}`)
    const fixed = members.find((member) => member.split !== undefined)?.split
    const split = fixed ?? ranges.find(({ end }) => fraction < end)?.split ?? 'optimization'
    const group: SplitGroup = { key: first.id, fraction, movable: fixed === undefined, split }
    groups.push(group)
    const stratum = stratumOf(first, stratify)
    const others = strata.get(stratum)
    if (others) others.push(group)
    else strata.set(stratum, [group])
    for (const member of members) groupOf.set(member, group)
  }
  for (const stratum of strata.values()) fillSplits(stratum, ranges)
  fillSplits(groups, ranges)
  return cases.map((item) => ({ ...item, split: item.split ?? groupOf.get(item)?.split ?? 'optimization' }))
}

/** Cases of equal inputs, each list sorted by id. */
function groupByInput(cases: readonly Case[]): Case[][] {
  const groups = new Map<string, Case[]>()
  for (const item of cases) {
    const key = inputKey(item.input)
    const group = groups.get(key)
    if (group) group.push(item)
    else groups.set(key, [item])
  }
  return [...groups.values()].map((group) => group.sort((a, b) => (a.id < b.id ? -1 : 1)))
}
