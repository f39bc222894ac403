import type { CaseResult } from '../../core/case-result.ts'
import { computeMetrics } from '../../evaluate/compute-metrics.ts'
import { computeObjective } from '../objective.ts'
import { imagine } from '../race/outlook.ts'
import type { TuneInput } from '../tune-input.ts'

/** Answers of a prompt, and its length in code points. */
export interface Answers {
  readonly results: readonly CaseResult[]
  readonly length: number
}

/**
 * By how many rows one prompt is ahead of another on the rows that both were judged on: the sum of what the objective makes of each
 * row, over what lies between the best and the worst that a row can come to. For right and wrong answers it is the number of rows
 * that only the one passes less that of rows that only the other one does. Costs are left out.
 */
export function leadOf(ahead: Answers, behind: Answers, { objective }: Pick<TuneInput, 'objective'>): number {
  const worth = (result: CaseResult, length: number) =>
    computeObjective(computeMetrics([result]), length, { ...objective, cost: 0 })
  const others = new Map(behind.results.map((result) => [result.id, result]))
  let sum = 0
  for (const result of ahead.results) {
    const other = others.get(result.id)
    const [to, from] = [worth(result, ahead.length), other ? worth(other, behind.length) : null]
    if (to !== null && from !== null) sum += to - from
  }
  const [first] = ahead.results
  if (!first) return 0
  const names = ahead.results.flatMap(({ scores }) => scores.map(({ name }) => name))
  const end = (which: 'best' | 'worst') => worth(imagine(first, names, objective, which), 0) ?? 0
  const range = end('best') - end('worst')
  return range > 0 ? sum / range : 0
}

/** The mean change of the score between two prompts on the rows that both were judged on; `null` without one. */
export function meanChange(after: readonly CaseResult[], before: readonly CaseResult[]): number | null {
  const scores = new Map(before.map(({ id, score }) => [id, score]))
  const changes = after.flatMap(({ id, score }) => {
    const was = scores.get(id) ?? null
    return was === null || score === null ? [] : [score - was]
  })
  return changes.length === 0 ? null : changes.reduce((sum, change) => sum + change, 0) / changes.length
}
