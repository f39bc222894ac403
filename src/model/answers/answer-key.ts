import { hashText } from '../../core/canonical-hash.ts'
import type { GenerateRequest } from '../client.ts'
import { questionText } from './question.ts'

/** Of another number, nothing is found any more: to be raised when the same request is written differently. */
const version = 1

interface Asked {
  /** Whose servers are asked. */
  readonly provider: string
  readonly model: string
  readonly trial?: number | undefined
}

/** What an answer is kept under: a hash of everything that can change it. */
export function answerKey(request: GenerateRequest, { provider, model, trial = 0 }: Asked): string {
  return hashQuestion(trial, ['generate', provider, model, questionText(request)])
}

/** The same for the vector of a text. */
export function vectorKey(text: string, { provider, model, trial = 0 }: Asked): string {
  return hashQuestion(trial, ['embed', provider, model, text])
}

function hashQuestion(trial: number, question: readonly string[]): string {
  return hashText(JSON.stringify([version, trial, ...question]))
}
