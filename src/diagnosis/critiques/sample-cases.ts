import type { CaseResult } from '../../core/case-result.ts'
import { compareText } from '../../core/compare-text.ts'
import { createRandom } from '../../core/random.ts'
import { failureSort } from './failure-sort.ts'

/**
 * Which failed cases the critic is asked about when there are more than it may be asked about: of each sort of failure as many as
 * of any other, as far as there are so many; with more sorts than places, those of the commonest sorts. The order of the cases does
 * not matter.
 */
export function sampleCases(
  failed: readonly CaseResult[],
  { size, seed }: { readonly size: number; readonly seed: number },
): Set<CaseResult> {
  const sorts = new Map<string, CaseResult[]>()
  for (const result of [...failed].sort((a, b) => compareText(a.id, b.id))) {
    const sort = failureSort(result)
    const known = sorts.get(sort)
    if (known) known.push(result)
    else sorts.set(sort, [result])
  }
  const queues = [...sorts]
    .sort(([a, x], [b, y]) => y.length - x.length || compareText(a, b))
    .map(([sort, results]) => createRandom(`${seed} ${sort}`).shuffle(results))
  const chosen = new Set<CaseResult>()
  for (let round = 0; chosen.size < Math.min(size, failed.length); round++) {
    for (const queue of queues) {
      const next = queue[round]
      if (next && chosen.size < size) chosen.add(next)
    }
  }
  return chosen
}
