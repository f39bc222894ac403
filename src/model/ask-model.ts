import { isRecord } from '../core/json.ts'
import { noUsage } from '../core/usage.ts'
import { estimateUsage, type ModelRequest, type Reading } from './api-adapter.ts'
import { type CallTarget, notAnAnswer, statusFailure } from './call-failure.ts'
import type { GenerateResult } from './client.ts'
import type { AnswerLogprobs } from './logprobs/text-logprobs.ts'
import type { OpenConnection } from './open-connection.ts'
import { type Posted, post } from './post.ts'
import { serverError } from './server-error.ts'
import type { StructuredOutput } from './structured-output.ts'
import { toResult } from './to-result.ts'
import { type Attempt, type RetryContext, withRetries } from './with-retries.ts'

/** Asks one connection, with retries, in the API that its server speaks. */
export async function askModel(
  connection: OpenConnection,
  request: ModelRequest,
  output: StructuredOutput | undefined,
  context: RetryContext & { readonly timeout: number },
): Promise<GenerateResult> {
  // A server is not silent while nothing can be sent to it.
  await connection.client()
  const adapter = connection.adapter()
  const refuses = request.logprobs ? await loadRefusal() : undefined
  const words = request.output && request.inWords ? await import('./schema-in-words.ts') : undefined
  // A server may refuse structured output beside tools alone.
  const refusesOutput = request.tools.length === 0 ? words?.refusesStructure : undefined
  let written: Record<string, unknown> | undefined
  let logprobs = false
  let structured = true
  const target: CallTarget = {
    connection,
    model: request.model,
    path: adapter.path,
    timeout: context.timeout,
  }
  const reckon = ({ usage, text, toolCalls }: Reading) => {
    const written = [text, ...toolCalls.map((call) => call.arguments)].join('')
    return estimateUsage(usage, charactersOf(request), written.length)
  }
  const answered = await withRetries(
    async () => {
      // Not before there is a slot: thousands of calls may wait.
      if (!written) {
        logprobs = request.logprobs === true && connection.givesLogprobs(request.model)
        structured = words === undefined || connection.givesStructure(request.model)
        const asked = structured || !words ? request : words.putSchemaInWords(request)
        written = adapter.write({ ...asked, logprobs })
      }
      const posted = await post(connection, target, written, context.signal)
      if (!posted.ok) return posted
      const read = adapter.read(posted.body)
      return readAnswer(posted, read && { ...read, usage: reckon(read) }, target)
    },
    () => charactersOf(request) / 4,
    // A model that gives no logprobs is asked again without, and a server that lacks one API by the other.
    {
      ...context,
      blameless: (failure) =>
        refuses?.(failure) ||
        (structured && refusesOutput?.(failure)) ||
        (failure.unknownPath === true && connection.maySwitchFrom(adapter)),
    },
  )
  if (answered.ok) {
    connection.confirm()
    if (!request.logprobs) return toResult(answered.value, output)
    return toResult({ ...answered.value, logprobs: await tell(answered.value, logprobs) }, output)
  }
  if (logprobs && refuses?.(answered.failure)) {
    connection.refuseLogprobs(request.model)
    return askModel(connection, request, output, context)
  }
  if (structured && refusesOutput?.(answered.failure)) {
    connection.refuseStructure(request.model)
    return askModel(connection, request, output, context)
  }
  const { error, filtered, unknownPath } = answered.failure
  if (unknownPath && connection.switchFrom(adapter)) return askModel(connection, request, output, context)
  if (filtered) {
    const usage = { ...noUsage, calls: 1 }
    return { status: 'failed', kind: 'content-filter', text: '', reason: error.message, usage }
  }
  return { status: 'error', error, usage: noUsage }
}

async function loadRefusal() {
  return (await import('./logprobs/refuses-logprobs.ts')).refusesLogprobs
}

async function tell({ text, tokens }: Reading, asked: boolean): Promise<AnswerLogprobs> {
  if (!asked) return 'refused'
  const { readLogprobs } = await import('./logprobs/read-logprobs.ts')
  return readLogprobs(text, tokens)
}

function charactersOf({ messages, tools, output }: ModelRequest): number {
  const schemas = [...tools.map(({ parameters }) => parameters), ...(output ? [output.schema] : [])]
  return [
    ...messages.map(({ content }) => content),
    ...schemas.map((schema) => JSON.stringify(schema)),
  ].reduce((sum, { length }) => sum + length, 0)
}

/** What a 200's body says. */
export function readAnswer(
  { body, signs }: Pick<Extract<Posted, { ok: true }>, 'body' | 'signs'>,
  reading: Reading | undefined,
  target: CallTarget,
): Attempt<Reading> {
  if (reading && !reading.error) return { ok: true, value: reading, usage: reading.usage, signs }
  // Some servers put an error into an answer of status 200, with its status as the code.
  if (isRecord(body) && isRecord(body.error)) {
    const { code } = body.error
    const status = typeof code === 'number' ? code : undefined
    return { ok: false, failure: statusFailure(serverError(status, body, ''), target) }
  }
  return reading?.error
    ? { ok: false, failure: statusFailure({ status: undefined, ...reading.error }, target) }
    : { ok: false, failure: notAnAnswer(target, body) }
}
