import { addUsage, noUsage, type Usage } from '../../core/usage.ts'
import type { TargetFunction } from '../../evaluate/evaluation-spec.ts'
import { keepAnswer, recallAnswer } from '../../model/answers/answer-record.ts'
import { createTurns } from '../../model/answers/turns.ts'
import { keepVector, recallVector } from '../../model/answers/vector-record.ts'
import type {
  CallOptions,
  EmbedResult,
  GenerateRequest,
  GenerateResult,
  ModelClient,
} from '../../model/client.ts'
import { createConcurrencyLimit } from '../../model/concurrency-limit.ts'
import type { CallGate } from '../call-gate.ts'
import { callRank } from '../call-rank.ts'
import type { Stops } from '../stops.ts'
import { embedKey, functionKey, generateKey } from './call-key.ts'
import type { CallEntry, CallLog } from './call-log.ts'
import { keepValue, recallValue } from './value-record.ts'

export interface LoggedCallsOptions {
  readonly model: ModelClient
  readonly log: CallLog
  readonly gate: CallGate
  readonly stops: Stops
  /** Calls of the suite's own target in flight at most. Default 20. */
  readonly concurrency?: number | undefined
}

/** The doors to what costs something, through which nothing is asked twice. */
export interface LoggedCalls {
  readonly model: ModelClient
  /** Answers from the log alone. */
  readonly recall: ModelClient
  target(own: TargetFunction): TargetFunction
}

const stopped = {
  status: 'error',
  error: { kind: 'aborted', message: 'The call was not made, because the tuning ends.' },
  usage: noUsage,
} as const

/** A function tells nothing of what it took. */
const oneCall: Usage = { ...noUsage, calls: 1 }

/**
 * Answers from the log what was asked before, in this process or in one that was killed, and logs every new answer before it is
 * given out. A logged answer carries its usage the first time that it is given out, and none after that. Errors are not logged:
 * they are asked again. So is what has `trial` set, once for each trial, and each repeated question of the optimizer's dialogues.
 */
export function logCalls({ model, log, gate, stops, concurrency = 20 }: LoggedCallsOptions): LoggedCalls {
  const inTurn = createTurns()
  const places = createConcurrencyLimit(concurrency)
  const givenOut = new Set<string>()
  const optimizerAsked = new Map<string, number>()

  const claim = ({ key, usage }: CallEntry): Usage => {
    if (givenOut.has(key)) return noUsage
    givenOut.add(key)
    return usage
  }

  const repeatOf = (request: GenerateRequest, { trial }: CallOptions): number | undefined => {
    if (request.role !== 'optimizer') return trial
    const key = generateKey(request, model, undefined)
    const asked = optimizerAsked.get(key) ?? 0
    optimizerAsked.set(key, asked + 1)
    return asked || undefined
  }

  /** Passes the gate with a call, unless it need not be made, and counts what it took, also when it throws. */
  async function pass<T>(
    by: CallEntry['by'],
    call: (mayAsk: () => boolean) => Promise<T>,
    usageOf: (result: T) => Usage,
  ): Promise<T | undefined> {
    let begun: boolean | undefined
    let usage = noUsage
    try {
      const result = await call(() => (begun = gate.begin()))
      if (begun === false) return undefined
      usage = usageOf(result)
      return result
    } finally {
      if (begun) gate.end(by, usage)
    }
  }

  async function generate(
    request: GenerateRequest,
    options: CallOptions,
    live: boolean,
  ): Promise<GenerateResult> {
    const repeat = repeatOf(request, options)
    const key = generateKey(request, model, repeat)
    const known = () => {
      const entry = log.find(key)
      return entry && recallAnswer(entry.answer, request, () => claim(entry))
    }
    return inTurn<GenerateResult>([key], known, async () => {
      if (!live) return stopped
      const call = (mayAsk: () => boolean) =>
        model.generate(request, { ...options, trial: repeat, stop: stops.stopping, mayAsk })
      const result = await pass(request.role, call, ({ usage }) => usage)
      if (!result) return stopped
      const answer = keepAnswer(result)
      if (answer !== undefined) {
        log.add({ key, by: request.role, usage: result.usage, answer })
        givenOut.add(key)
      }
      return result
    })
  }

  async function embed(texts: readonly string[], options: CallOptions, live: boolean): Promise<EmbedResult> {
    const keys = new Map(texts.map((text) => [text, embedKey(text, model)]))
    const entryOf = (text: string) => log.find(keys.get(text) ?? '')
    const vectorOf = (text: string) => {
      const entry = entryOf(text)
      return entry && recallVector(entry.answer)
    }
    const all = (): EmbedResult | undefined => {
      const vectors = texts.map(vectorOf).filter((vector) => vector !== undefined)
      if (vectors.length < texts.length) return undefined
      const entries = [...keys.keys()].map(entryOf).filter((entry) => entry !== undefined)
      return { status: 'ok', vectors, usage: entries.map(claim).reduce(addUsage, noUsage) }
    }
    return inTurn<EmbedResult>([...keys.values()], all, async () => {
      if (!live) return stopped
      const missing = [...keys.keys()].filter((text) => vectorOf(text) === undefined)
      const call = (mayAsk: () => boolean) =>
        model.embed(missing, { ...options, stop: stops.stopping, mayAsk })
      const result = await pass('embedder', call, ({ usage }) => usage)
      if (!result) return stopped
      if (result.status === 'error' || result.vectors.length !== missing.length) return result
      log.add(
        ...missing.map((text, row) => ({
          key: keys.get(text) ?? '',
          by: 'embedder' as const,
          usage: row === 0 ? result.usage : noUsage,
          answer: keepVector(result.vectors[row] ?? []),
        })),
      )
      return all() ?? result
    })
  }

  const door = (live: boolean): ModelClient => ({
    generate: (request, options = {}) => generate(request, options, live),
    embed: (texts, options = {}) => embed(texts, options, live),
    modelName: (role, promptModel) => model.modelName(role, promptModel),
    simulated: model.simulated,
  })

  return {
    model: door(true),
    recall: door(false),
    target: (own) => async (messages, item, context) => {
      const key = functionKey(messages, item, context.trial)
      const known = () => {
        const entry = log.find(key)
        return entry && recallValue(entry.answer)
      }
      const { value } = await inTurn([key], known, async () => {
        const signals = [context.signal, stops.stopping]
        const free = await places.acquire(signals, callRank(item.split, context.trial))
        if (!free) throw new Error(stopped.error.message)
        const call = async (mayAsk: () => boolean) => ({
          value: mayAsk() ? await own(messages, item, context) : undefined,
        })
        const result = await pass('function', call, () => oneCall).finally(places.release)
        if (!result) throw new Error(stopped.error.message)
        const answer = keepValue(result.value)
        if (answer !== undefined) log.add({ key, by: 'function', usage: oneCall, answer })
        return result
      })
      return value
    },
  }
}
