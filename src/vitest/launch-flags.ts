import { z } from 'zod'
import { retuneError } from '../core/errors.ts'
import {
  type RunBudgetOptions,
  recordModeSchema,
  runBudgetSchema,
  type TuneOptions,
  transportSchema,
  tuneOptionsSchema,
} from '../core/options.ts'
import { readOnce } from '../core/read-once.ts'
import { optionPaths, withOption } from './option-paths.ts'

const flagValuesSchema = z.record(z.string(), z.union([z.string(), z.boolean()]))

type FlagValues = z.output<typeof flagValuesSchema>

/** What the command line asked of prompt-retune, as the launcher hands it to the plugin. */
export const launchFlagsSchema = z.object({
  tune: z
    .object({
      /** `failing`: every suite that fails; `all`: every suite; anything else: suites whose name holds it. */
      suites: z.string().min(1),
      /** By the path of the option, e.g. `budget.calls`. */
      options: flagValuesSchema,
    })
    .optional(),
  /** What the run may spend, by the name of the option, e.g. `calls`. */
  budget: flagValuesSchema.optional(),
  /** Which cases of the last run to run again. */
  only: z.enum(['failed', 'errored', 'new']).optional(),
  /** Look suites over without asking a model. */
  lint: z.boolean().optional(),
  /** What to compare with: a file, a folder or `off`. */
  baseline: z.string().min(1).optional(),
  /** `--no-cache`: nothing is answered from the response cache. */
  cache: z.literal(false).optional(),
  /** In place of the options of the same names. */
  record: recordModeSchema.optional(),
  transport: transportSchema.optional(),
})

export type LaunchFlags = z.output<typeof launchFlagsSchema>
export type RerunWhat = NonNullable<LaunchFlags['only']>

/** Where the launcher leaves the flags for the plugin, in the same process. */
export const launchFlagsKey = Symbol.for('prompt-retune')

const toFlag = (group: string, path: string) =>
  `--${group}.${path.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`

const flagsOf = (group: string, schema: z.ZodObject): ReadonlyMap<string, string> =>
  new Map(optionPaths(schema).map((path) => [toFlag(group, path), path]))

/** The path of each option by its flag: `--tune.dry-run`, `--tune.budget.calls`, `--budget.calls`. */
const tuneFlags = flagsOf('tune', tuneOptionsSchema)
const budgetFlags = flagsOf('budget', runBudgetSchema)

const baselineFlag = '--baseline'
const recordFlag = '--record'
const transportFlag = '--transport'
/** Vitest knows it too, for its own cache: it is not taken out. */
const cacheFlag = '--no-cache'

/** Every flag for an option of the tuning, and of the budget of a run. */
export const tuneFlagNames: readonly string[] = [...tuneFlags.keys()]
export const budgetFlagNames: readonly string[] = [...budgetFlags.keys()]

/**
 * Takes our own flags out of a command line: `--tune`, `--tune=all`, `--tune=NAME`, `--tune.OPTION[=VALUE]`, `--baseline=FILE`, `--only=WHAT`,
 * `--record=MODE`, `--transport=HOW`, `--budget.OPTION[=VALUE]`, `--lint`.
 * The word after a flag is never taken, since it may be Vitest's file filter. Everything behind a bare `--` is ours too, and is
 * taken out with it.
 *
 * @throws RetuneError CLI_UNKNOWN_TUNE_FLAG, CLI_BASELINE_FLAG, CLI_ONLY_FLAG, CLI_ONLY_ALONE, CLI_RECORD_FLAG, CLI_TRANSPORT_FLAG
 */
export function splitFlags(argv: readonly string[]): { flags: LaunchFlags; rest: string[] } {
  const rest: string[] = []
  let suites: string | undefined
  const options: FlagValues = {}
  const budget: FlagValues = {}
  let baseline: string | undefined
  let lint = false
  let only: RerunWhat | undefined
  let record: LaunchFlags['record']
  let transport: LaunchFlags['transport']
  for (const word of argv) {
    const [flag = '', value] = cut(word, '=')
    if (flag === '--tune') {
      suites = value === undefined || value === '' ? (suites ?? 'failing') : value
    } else if (flag.startsWith('--tune.')) {
      const name = tuneFlags.get(flag)
      if (name === undefined) {
        throw retuneError('CLI_UNKNOWN_TUNE_FLAG', { flag, known: ['--tune', ...tuneFlags.keys()] })
      }
      suites ??= 'failing'
      options[name] = value ?? true
    } else if (flag.startsWith('--budget.')) {
      const name = budgetFlags.get(flag)
      if (name === undefined) throw retuneError('CLI_UNKNOWN_TUNE_FLAG', { flag, known: budgetFlagNames })
      budget[name] = value ?? true
    } else if (word === '--lint') {
      lint = true
    } else if (flag === '--only') {
      only = readOnly(value)
    } else if (flag === baselineFlag) {
      if (!value) throw retuneError('CLI_BASELINE_FLAG', {})
      baseline = value
    } else if (flag === recordFlag) {
      record = recordModeSchema.safeParse(value).data
      if (!record) throw retuneError('CLI_RECORD_FLAG', { value, known: recordModeSchema.options })
    } else if (flag === transportFlag) {
      transport = transportSchema.safeParse(value).data
      if (!transport) throw retuneError('CLI_TRANSPORT_FLAG', { value, known: transportSchema.options })
    } else {
      rest.push(word)
    }
  }
  if (only !== undefined && suites !== undefined) throw retuneError('CLI_ONLY_ALONE', { flag: '--tune' })
  refuseOnlyInMerge(only, argv)
  const flags: LaunchFlags = {
    ...(suites === undefined ? {} : { tune: { suites, options } }),
    ...(baseline === undefined ? {} : { baseline }),
    ...(Object.keys(budget).length > 0 ? { budget } : {}),
    ...(lint ? { lint } : {}),
    ...(record ? { record } : {}),
    ...(transport ? { transport } : {}),
    ...(argv.includes(cacheFlag) ? { cache: false as const } : {}),
    ...(only === undefined ? {} : { only }),
  }
  return { flags, rest }
}

/** What is merged has been run. */
function refuseOnlyInMerge(only: RerunWhat | undefined, argv: readonly string[]): void {
  const merge = argv.some((word) => cut(word, '=')[0] === '--merge-reports')
  if (only !== undefined && merge) throw retuneError('CLI_ONLY_ALONE', { flag: '--merge-reports' })
}

function readOnly(value: string | undefined): RerunWhat {
  const { data } = launchFlagsSchema.shape.only.safeParse(value)
  if (data === undefined) throw retuneError('CLI_ONLY_FLAG', {})
  return data
}

/** The tune options of the config, overlaid with those of the command line. */
export function overlayTuneOptions(base: TuneOptions, flags: LaunchFlags): TuneOptions {
  return overlay(tuneOptionsSchema, base, 'tune', flags.tune?.options)
}

/** The same for the budget of a run. */
export function overlayBudget(base: RunBudgetOptions, flags: LaunchFlags): RunBudgetOptions {
  return overlay(runBudgetSchema, base, 'budget', flags.budget)
}

function overlay<Options extends Readonly<Record<string, unknown>>>(
  schema: z.ZodType<Options>,
  base: Options,
  group: string,
  values: FlagValues = {},
): Options {
  let merged = base
  for (const [path, value] of Object.entries(values)) {
    const attempts = readings(value).map((read) => schema.safeParse(withOption(merged, path, read)))
    const [first] = attempts
    const fit = attempts.find(({ success }) => success)
    if (!fit?.data) {
      const flag = toFlag(group, path)
      throw retuneError('CLI_TUNE_FLAG_VALUE', {
        flag: value === true ? flag : `${flag}=${value}`,
        problem: first?.error?.issues.map((issue) => issue.message).join('; ') ?? '',
      })
    }
    merged = fit.data
  }
  return merged
}

/** What a word may mean, the likeliest first: `5` is a number, unless the option is a file name. */
function readings(value: string | boolean): unknown[] {
  if (value === 'true') return [true, value]
  if (value === 'false') return [false, value]
  if (typeof value === 'boolean' || value.trim() === '') return [value]
  return Number.isFinite(Number(value)) ? [Number(value), value] : [value]
}

function cut(word: string, mark: string): [string, string | undefined] {
  const index = word.indexOf(mark)
  return index === -1 ? [word, undefined] : [word.slice(0, index), word.slice(index + 1)]
}

/** The flags that the launcher left, or those behind a bare `--` on Vitest's own command line. */
export function readLaunchFlags(argv: readonly string[]): LaunchFlags {
  const left: unknown = Reflect.get(globalThis, launchFlagsKey)
  if (left !== undefined) return launchFlagsSchema.parse(left, readOnce)
  const bar = argv.indexOf('--')
  const flags = bar === -1 ? {} : splitFlags(argv.slice(bar + 1)).flags
  refuseOnlyInMerge(flags.only, argv)
  return argv.includes(cacheFlag) ? { ...flags, cache: false } : flags
}
