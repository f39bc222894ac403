import { z } from 'zod'
import { hashValue } from '../../core/canonical-hash.ts'
import { toJson } from '../../core/json.ts'
import { type ModelRole, modelRoleSchema, noUsage, type Usage, usageSchema } from '../../core/usage.ts'
import type { EvaluationSpec } from '../../evaluate/evaluation-spec.ts'
import type { CallLog } from './call-log.ts'
import { keepValue, recallValue } from './value-record.ts'

type Scorer = EvaluationSpec['scorers'][number]
type Args = Parameters<Scorer>[0]
type Context = Parameters<Scorer>[1]

const plainSchema = z.union([z.number(), z.boolean(), z.null()])

/** What a scorer may give, as far as it is worth keeping. */
const resultSchema = z.union([
  plainSchema,
  z.looseObject({
    score: plainSchema,
    name: z.string().optional(),
    feedback: z.string().optional(),
    metadata: z.record(z.string(), z.unknown()).optional(),
    // In the results of autoevals: it could not ask its model.
    error: z.null().optional(),
  }),
])

type Result = z.output<typeof resultSchema>

const scoredSchema = z.strictObject({
  value: z.json(),
  /** What it said that it took. */
  usage: z.array(z.tuple([modelRoleSchema, usageSchema])),
})

/**
 * The same scorers, which are not asked twice about an output where they ask somebody themselves: those that answer later and not by
 * way of the tuning's own models, whose answers are logged as they are.
 *
 * @param trial set where the same is asked again on purpose
 */
export function logScorers(
  scorers: readonly Scorer[],
  log: CallLog,
  trial: number | undefined,
): readonly Scorer[] {
  return scorers.map((scorer, position) => {
    const score = (args: Args, context: Context) => {
      let key: string | undefined
      const keyOf = () => (key ??= scorerKey(scorer, position, args, trial))
      // Most scorers answer at once, and none of them is ever logged.
      const known = log.has('judge') ? recall(log, keyOf(), context) : undefined
      if (known !== undefined) return known
      let asked = false
      const usage: [ModelRole, Usage][] = []
      const result = scorer(args, {
        get model() {
          asked = true
          return context.model
        },
        signal: context.signal,
        recordUsage(role, more) {
          usage.push([role, more])
          context.recordUsage(role, more)
        },
      })
      if (!(result instanceof Promise)) return result
      return result.then((value) => {
        if (!asked) keep(value, { log, key: keyOf(), usage })
        return value
      })
    }
    const named = Object.defineProperty(score, 'name', { value: scorer.name })
    return Object.assign(named, {
      ...(scorer.scorerName === undefined ? {} : { scorerName: scorer.scorerName }),
      ...(scorer.looksAt === undefined ? {} : { looksAt: scorer.looksAt }),
      ...(scorer.threshold === undefined ? {} : { threshold: scorer.threshold }),
    })
  })
}

function scorerKey(scorer: Scorer, position: number, args: Args, trial: number | undefined): string {
  const { input, output, expected, text, id, tags, metadata } = args
  return hashValue({
    kind: 'scorer',
    name: scorer.scorerName ?? scorer.name,
    position,
    args: toJson({ input, output, expected, text, id, tags, metadata }),
    trial,
  })
}

function recall(log: CallLog, key: string, context: Context): Result | undefined {
  const scored = scoredSchema.safeParse(log.find(key)?.answer).data
  const kept = scored && recallValue(scored.value)
  const result = kept && resultSchema.safeParse(kept.value).data
  if (scored && result !== undefined) {
    for (const [role, usage] of scored.usage) context.recordUsage(role, usage)
  }
  return result
}

interface Place {
  readonly log: CallLog
  readonly key: string
  readonly usage: readonly (readonly [ModelRole, Usage])[]
}

function keep(value: unknown, { log, key, usage }: Place): void {
  const kept = resultSchema.safeParse(value).success ? keepValue(value) : undefined
  if (kept !== undefined)
    log.add({ key, by: 'judge', usage: noUsage, answer: toJson({ value: kept, usage }) })
}
