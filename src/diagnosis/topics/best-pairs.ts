import { munkres } from 'munkres'

/** Similarities are compared in steps of this size: whole numbers make equal sums equal. */
const step = 1e-6

/**
 * Pairs each row with at most one column so that the sum of their similarities is as large as it can be (Kuhn 1955, Munkres
 * 1957). Similarities are in [0, 1]; a pair without any is left out.
 */
export function bestPairs(similarities: readonly (readonly number[])[]): [row: number, column: number][] {
  const columns = similarities[0]?.length ?? 0
  if (columns === 0) return []
  const gains = similarities.map((row) => row.map((similarity) => Math.round(similarity / step)))
  const most = Math.round(1 / step)
  return munkres(gains.map((row) => row.map((gain) => most - gain)))
    .filter(([row, column]) => (gains[row]?.[column] ?? 0) > 0)
    .sort(([a], [b]) => a - b)
}
