import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import type { Case } from '../../core/case.ts'
import { type CaseResult, caseResultSchema } from '../../core/case-result.ts'
import { toJson } from '../../core/json.ts'
import {
  type CaseVariants,
  caseVariantsSchema,
  type PerturbSettings,
  perturbSettingsSchema,
} from '../../core/sensitivity.ts'
import { redactResult } from '../../evaluate/redact-result.ts'
import { lastRunFile } from '../last-run.ts'
import type { RerunWhat } from '../launch-flags.ts'
import type { LoadedSuite } from './load-suite.ts'

/** What becomes of each case under `--only`. */
export interface Rerun {
  /** Is it asked again? */
  asks(item: Case): boolean
  /** The result of the last run that stands for a case that is not. */
  resultOf(item: Case): CaseResult | undefined
  /** What became of the variants of a case whose result stands, where the same ones are wanted and none is to be asked again. */
  variantsOf(item: Case, settings: PerturbSettings): CaseVariants | undefined
  /** Results that stand. */
  readonly kept: number
  /** Why more is run than was asked for, in words. */
  readonly note: string | undefined
}

/** Of its sensitivity, what tells which variants were asked and what became of them. */
const lastVariantsSchema = z.object({ settings: perturbSettingsSchema, cases: z.array(caseVariantsSchema) })

const lastRunSchema = z.object({
  report: z.literal('ids-only').optional(),
  suites: z.array(
    z.object({
      name: z.string(),
      prompt: z.object({ hash: z.string() }).optional(),
      results: z.array(z.unknown()),
      sensitivity: z.unknown().optional(),
    }),
  ),
})

/** Chooses the cases that `--only` runs, by what `.prompt-retune/last-run.json` says of them. */
export async function readRerun(suite: LoadedSuite, root: string, what: RerunWhat): Promise<Rerun> {
  const last = await readLastResults(suite, root)
  if (typeof last === 'string') {
    return { asks: () => true, resultOf: () => undefined, variantsOf: () => undefined, kept: 0, note: last }
  }
  const { results, idsOnly, varied } = last
  const variants = new Map(varied?.cases.filter(isSettled).map((one) => [one.id, one]))
  const standing = new Map<string, CaseResult>()
  const asked = new Set<string>()
  for (const item of suite.cases) {
    const known = results.get(item.id)
    const result = known && isSame(item, known, suite) ? known : undefined
    if (isAsked(result, known !== undefined, what, idsOnly)) asked.add(item.id)
    else if (result) standing.set(item.id, rowOf(result, item))
  }
  return {
    asks: ({ id }) => asked.has(id),
    resultOf: ({ id }) => standing.get(id),
    variantsOf: ({ id }, settings) =>
      standing.has(id) && isDeepStrictEqual(settings, varied?.settings) ? variants.get(id) : undefined,
    kept: standing.size,
    note: undefined,
  }
}

function isAsked(
  result: CaseResult | undefined,
  changed: boolean,
  what: RerunWhat,
  idsOnly: boolean,
): boolean {
  // A row that changed has no result that could stand.
  if (!result) return changed || what === 'new'
  if (result.verdict === 'error') return what === 'errored'
  // Without its texts a failure can be told under no topic.
  return result.verdict === 'failed' && (what === 'failed' || idsOnly)
}

interface LastResults {
  readonly results: ReadonlyMap<string, CaseResult>
  readonly idsOnly: boolean
  readonly varied: z.output<typeof lastVariantsSchema> | undefined
}

async function readLastResults({ name, info }: LoadedSuite, root: string): Promise<LastResults | string> {
  let read: unknown
  try {
    read = JSON.parse(await readFile(join(root, '.prompt-retune', lastRunFile), 'utf8'))
  } catch {
    return 'there is no last run to go by; all cases run'
  }
  const run = lastRunSchema.safeParse(read).data
  const suite = run?.suites.find((one) => one.name === name)
  if (!run || !suite) return 'the last run does not hold this suite; all its cases run'
  const before = suite.prompt?.hash
  if (before !== info.prompt.hash) {
    return `the prompt changed since the last run (${before ?? 'unknown'}, now ${info.prompt.hash}), so that no result stands; all cases run`
  }
  const results = z.array(caseResultSchema).safeParse(suite.results)
  if (!results.success) return 'the results of the last run cannot be read; all cases run'
  return {
    // What the budget left out is as new as a row that the run did not hold.
    results: new Map(
      results.data.flatMap((result) => (result.skipped === 'budget' ? [] : [[result.id, result]])),
    ),
    idsOnly: run.report === 'ids-only',
    varied: lastVariantsSchema.safeParse(suite.sensitivity).data,
  }
}

function isSettled({ variants }: CaseVariants): boolean {
  return variants.every(({ outcome }) => outcome !== 'error' && outcome !== 'not-asked')
}

/** Is it still the same row, as far as its result tells? */
function isSame(item: Case, result: CaseResult, { spec }: LoadedSuite): boolean {
  const { expected, input } = redactResult(
    { ...result, input: item.input, expected: toJson(item.expected) },
    spec.redactor,
  )
  return (
    (result.expected === undefined || isDeepStrictEqual(result.expected, expected)) &&
    (result.input === undefined || isDeepStrictEqual(result.input, input))
  )
}

/** Where the row stands may have changed. */
function rowOf(result: CaseResult, { split, tags, critical, at }: Case): CaseResult {
  const { split: _, at: __, ...rest } = result
  return { ...rest, tags: [...tags], critical, ...(split ? { split } : {}), ...(at ? { at } : {}) }
}
