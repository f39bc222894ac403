import type { CaseError, FailureKind } from '../core/case-result.ts'
import type { Usage } from '../core/usage.ts'
import type { AnswerLogprobs } from '../model/logprobs/text-logprobs.ts'
import type { Answer } from './confidence-schema.ts'

/** What the target gave: an answer, an answer of the wrong form, or nothing because it could not be asked. */
export type TargetReply =
  | {
      readonly status: 'ok'
      readonly answer: Answer
      readonly text: string
      readonly logprobs?: AnswerLogprobs | undefined
      readonly usage?: Usage
    }
  | {
      readonly status: 'failed'
      readonly kind: Exclude<FailureKind, 'wrong'>
      readonly text: string
      readonly reason: string
      readonly usage?: Usage
    }
  | { readonly status: 'error'; readonly error: CaseError; readonly usage?: Usage }
