import type { CaseResult } from '../core/case-result.ts'
import { computeMetrics } from '../evaluate/compute-metrics.ts'
import type { PromptFile } from '../prompt/prompt-file.ts'
import type { ObjectiveOf } from './objective.ts'

/** A prompt with what it came to on dev. */
export interface Contender {
  readonly prompt: PromptFile
  /** Code points. */
  readonly length: number
  readonly dev: { readonly results: readonly CaseResult[]; readonly racedOut?: boolean }
}

/** The least share of the best prompt's judged dev cases that a challenger must have been judged on too. */
const leastShared = 0.9
/** What adding fractions in another order may make of equal objectives. */
const rounding = 1e-9

/**
 * Is the challenger strictly better on dev? Both are compared on the cases that both were judged on, so that a case which
 * could not be asked helps neither. One that was raced out never is. A prompt whose texts differ from the seed's in white space only never wins.
 */
export function isBetter(
  challenger: Contender,
  best: Contender,
  seed: PromptFile,
  objective: ObjectiveOf,
): boolean {
  if (challenger.dev.racedOut || isCopy(challenger.prompt, seed)) return false
  const judgedNow = judgedIds(challenger.dev.results)
  const judgedBefore = judgedIds(best.dev.results)
  const shared = new Set([...judgedBefore].filter((id) => judgedNow.has(id)))
  if (shared.size === 0 || shared.size < leastShared * judgedBefore.size) return false
  const now = objectiveOn(shared, challenger, objective)
  const before = objectiveOn(shared, best, objective)
  return now !== null && (before === null || now - before > rounding)
}

function objectiveOn(
  ids: ReadonlySet<string>,
  { dev, length }: Contender,
  objective: ObjectiveOf,
): number | null {
  return objective(computeMetrics(dev.results.filter(({ id }) => ids.has(id))), length)
}

function judgedIds(results: readonly CaseResult[]): Set<string> {
  return new Set(
    results.filter(({ verdict }) => verdict === 'passed' || verdict === 'failed').map(({ id }) => id),
  )
}

function isCopy(prompt: PromptFile, seed: PromptFile): boolean {
  const plain = ({ sections }: PromptFile) =>
    sections.map(({ name, text }) => `${name}\n${text.replace(/\s+/g, ' ').trim()}`).join('\n')
  return plain(prompt) === plain(seed)
}
