import { noUsage, type Usage } from '../../core/usage.ts'
import { type AnswerKeeper, keepResult } from '../answers/keep-result.ts'
import type { ApiAdapter, Reading } from '../api-adapter.ts'
import { readAnswer } from '../ask-model.ts'
import type { CallFailure, CallTarget } from '../call-failure.ts'
import type { GenerateResult } from '../client.ts'
import { readLogprobs } from '../logprobs/read-logprobs.ts'
import { refusesLogprobs } from '../logprobs/refuses-logprobs.ts'
import type { AnswerLogprobs } from '../logprobs/text-logprobs.ts'
import type { StructuredOutput } from '../structured-output.ts'
import { toResult } from '../to-result.ts'
import { readBatchLine } from './batch-line.ts'
import type { BatchPart } from './batch-part.ts'

/** What came of the requests of this run. */
export interface TakenAnswers {
  /** Takes a line of an output or error file. */
  line(part: BatchPart, text: string): Promise<void>
  /** Is anything final known of it? */
  knows(key: string): boolean
  /** Was it refused for the logprobs that it asked for? */
  refusedLogprobs(key: string): boolean
  /** It will have no answer. */
  fail(key: string, result: GenerateResult): void
  /** What stands in no cache: answers that are not kept, and errors. The second time it costs nothing. */
  find(key: string): GenerateResult | undefined
  /** Was it paid for in this run, and is told of for the first time? */
  isNew(key: string): boolean
  /** Lines that said nothing of any request. */
  readonly strangers: number
  /** Of the answers so far. */
  readonly usage: Usage
}

export interface TakeContext {
  readonly keeper: AnswerKeeper
  readonly adapter: ApiAdapter
  readonly output: StructuredOutput | undefined
  readonly target: CallTarget
}

export function takeAnswers({ keeper, adapter, output, target }: TakeContext): TakenAnswers {
  const kept = new Set<string>()
  const others = new Map<string, GenerateResult>()
  const told = new Set<string>()
  const refused = new Set<string>()
  const usage = { ...noUsage }
  let strangers = 0

  const fail = (part: BatchPart, key: string, failure: CallFailure) => {
    const { error, filtered } = failure
    if (refusesLogprobs(failure)) refused.add(key)
    if (!filtered) part.failures.set(key, refused.has(key) ? { ...failure, retry: true } : failure)
    else {
      const paid = asBatched({ calls: 1, inputTokens: 0, outputTokens: 0 })
      others.set(key, {
        status: 'failed',
        kind: 'content-filter',
        text: '',
        reason: error.message,
        usage: paid,
      })
    }
  }

  return {
    async line(part, text) {
      const line = readBatchLine(text, target)
      if (!line || !part.keys.has(line.key)) {
        strangers += 1
        return
      }
      const { key, told: answer } = line
      if (kept.has(key) || others.has(key)) return
      if (!answer.ok) return fail(part, key, answer.failure)
      const read = readAnswer({ body: answer.body }, adapter.read(answer.body), target)
      if (!read.ok) return fail(part, key, read.failure)
      const logprobs = refused.has(key) ? 'refused' : toldBy(read.value)
      const result = await toResult({ ...read.value, logprobs }, output)
      usage.calls += result.usage.calls
      usage.inputTokens += result.usage.inputTokens
      usage.outputTokens += result.usage.outputTokens
      if (keepResult(keeper, { key, role: 'target', result })) kept.add(key)
      else others.set(key, { ...result, usage: asBatched(result.usage) })
    },
    knows: (key) => kept.has(key) || others.has(key),
    refusedLogprobs: (key) => refused.has(key),
    fail: (key, result) => void others.set(key, result),
    find(key) {
      const result = others.get(key)
      if (!result) return undefined
      const again = told.has(key)
      told.add(key)
      return again ? { ...result, usage: noUsage } : result
    },
    isNew: (key) => kept.delete(key),
    get strangers() {
      return strangers
    },
    get usage() {
      return usage
    },
  }
}

/** Which requests asked for them is not known: a batch may be an earlier run's. */
function toldBy({ text, tokens }: Reading): AnswerLogprobs | undefined {
  const logprobs = readLogprobs(text, tokens)
  return logprobs === 'none' ? undefined : logprobs
}

/** Answers of a batch are paid for, at a price of their own. */
export function asBatched({ calls, inputTokens, outputTokens }: Usage): Usage {
  const amount = { calls, inputTokens, outputTokens }
  return { ...amount, batched: amount }
}
