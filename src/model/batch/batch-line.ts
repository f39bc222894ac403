import { z } from 'zod'
import { parseJson } from '../../core/json.ts'
import { type CallFailure, type CallTarget, notAnAnswer, statusFailure } from '../call-failure.ts'
import { serverError } from '../server-error.ts'

/** A line of an output or an error file. */
const lineSchema = z.object({
  custom_id: z.string(),
  response: z.object({ status_code: z.int(), body: z.unknown() }).nullish(),
  error: z.object({ code: z.string().nullish(), message: z.string().nullish() }).nullish(),
})

export interface BatchLine {
  readonly key: string
  /** The body of an answer of status 200, or why there is none. */
  readonly told:
    | { readonly ok: true; readonly body: unknown }
    | { readonly ok: false; readonly failure: CallFailure }
}

/** What a line says; `undefined` where it cannot be read. */
export function readBatchLine(text: string, target: CallTarget): BatchLine | undefined {
  const line = lineSchema.safeParse(parseJson(text)).data
  if (!line) return undefined
  const { custom_id: key, response, error } = line
  if (!response) return { key, told: { ok: false, failure: withoutAnswer(error, target) } }
  const { status_code: status, body } = response
  if (status >= 200 && status < 300) return { key, told: { ok: true, body } }
  return { key, told: { ok: false, failure: statusFailure(serverError(status, body, ''), target) } }
}

/** The batch ended before this request was asked. */
export function unanswered(message: string, retry: boolean): CallFailure {
  return { error: { kind: retry ? 'timeout' : 'aborted', message }, retry }
}

function withoutAnswer(
  error:
    | { readonly code?: string | null | undefined; readonly message?: string | null | undefined }
    | null
    | undefined,
  target: CallTarget,
): CallFailure {
  if (!error) return notAnAnswer(target, undefined)
  const { code, message } = error
  if (code === 'batch_expired') return unanswered('Its batch expired before it was asked.', true)
  if (code === 'batch_cancelled') return unanswered('Its batch was cancelled at the server.', false)
  return statusFailure(serverError(undefined, { error: { code, message } }, ''), target)
}
