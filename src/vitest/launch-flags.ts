import { z } from 'zod'
import { retuneError } from '../core/errors.ts'
import { type TuneOptions, tuneOptionsSchema } from '../core/options.ts'

/** What the command line asked of prompt-retune, as the launcher hands it to the plugin. */
export const launchFlagsSchema = z.object({
  tune: z
    .object({
      /** `failing`: every suite that fails; `all`: every suite; anything else: suites whose name holds it. */
      suites: z.string().min(1),
      options: z.record(z.string(), z.union([z.string(), z.boolean()])),
    })
    .optional(),
})

export type LaunchFlags = z.output<typeof launchFlagsSchema>

/** Where the launcher leaves the flags for the plugin, in the same process. */
export const launchFlagsKey = Symbol.for('prompt-retune')

const optionNames = Object.keys(tuneOptionsSchema.shape)

const toFlag = (name: string) => `--tune.${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`

const tuneFlags = new Map(optionNames.map((name) => [toFlag(name), name]))

/**
 * Takes our own flags out of a command line: `--tune`, `--tune=all`, `--tune=NAME`, `--tune.OPTION[=VALUE]`. The word after a
 * flag is never taken, since it may be Vitest's file filter. Everything behind a bare `--` is ours too, and is taken out with it.
 *
 * @throws RetuneError CLI_UNKNOWN_TUNE_FLAG
 */
export function splitFlags(argv: readonly string[]): { flags: LaunchFlags; rest: string[] } {
  const rest: string[] = []
  let suites: string | undefined
  const options: Record<string, string | boolean> = {}
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
    } else {
      rest.push(word)
    }
  }
  const flags: LaunchFlags = suites === undefined ? {} : { tune: { suites, options } }
  return { flags, rest }
}

/** The tune options of the config, overlaid with those of the command line. */
export function overlayTuneOptions(base: TuneOptions, flags: LaunchFlags): TuneOptions {
  if (!flags.tune) return base
  let merged = base
  for (const [name, value] of Object.entries(flags.tune.options)) {
    const parsed = tuneOptionsSchema.safeParse({ ...merged, [name]: coerce(value) })
    if (!parsed.success) {
      throw retuneError('CLI_TUNE_FLAG_VALUE', {
        flag: `${toFlag(name)}=${value}`,
        problem: parsed.error.issues.map((issue) => issue.message).join('; '),
      })
    }
    merged = parsed.data
  }
  return merged
}

function coerce(value: string | boolean): unknown {
  if (value === 'true') return true
  if (value === 'false') return false
  return typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value))
    ? Number(value)
    : value
}

function cut(word: string, mark: string): [string, string | undefined] {
  const index = word.indexOf(mark)
  return index === -1 ? [word, undefined] : [word.slice(0, index), word.slice(index + 1)]
}

/** The flags that the launcher left, or those behind a bare `--` on Vitest's own command line. */
export function readLaunchFlags(argv: readonly string[]): LaunchFlags {
  const left: unknown = Reflect.get(globalThis, launchFlagsKey)
  if (left !== undefined) return launchFlagsSchema.parse(left)
  const bar = argv.indexOf('--')
  return bar === -1 ? {} : splitFlags(argv.slice(bar + 1)).flags
}
