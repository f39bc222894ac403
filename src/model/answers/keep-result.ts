import type { JsonValue } from '../../core/json.ts'
import type { ModelRole, Usage } from '../../core/usage.ts'
import type { GenerateResult } from '../client.ts'
import { keepAnswer } from './answer-record.ts'
import type { AnswerStore } from './answer-store.ts'

export interface AnswerKeeper {
  readonly store: AnswerStore
  /** May this stand on disk as it is? */
  readonly mayKeep: (role: ModelRole, answer: JsonValue) => boolean
}

/** Answers that are kept though they are of no use; the others may come out better the next time, or were cut by a limit. */
const keptFailures: ReadonlySet<string> = new Set(['malformed', 'refusal'])

/** Keeps an answer, if it is one of those that are kept; is it? */
export function keepResult(
  { store, mayKeep }: AnswerKeeper,
  { key, role, result }: { readonly key: string; readonly role: ModelRole; readonly result: GenerateResult },
): boolean {
  if (result.status === 'failed' && !keptFailures.has(result.kind)) return false
  const answer = keepAnswer(result)
  if (answer === undefined || !mayKeep(role, answer)) return false
  putAnswer(store, key, result.usage, answer)
  return true
}

/** An answer with what it took: calls, tokens in, tokens out. */
export function putAnswer(
  store: AnswerStore,
  key: string,
  { calls, inputTokens, outputTokens }: Usage,
  answer: JsonValue,
): void {
  store.put(key, { usage: [calls, inputTokens, outputTokens], answer })
}
