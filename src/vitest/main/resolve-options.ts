import { isDeepStrictEqual } from 'node:util'
import { RetuneError, retuneError } from '../../core/errors.ts'
import { optionProblems } from '../../core/option-problems.ts'
import { type PluginOptions, pluginOptionsSchema, type ResolvedOptions } from '../../core/options.ts'
import { readOnce } from '../../core/read-once.ts'
import { knownPrices } from '../../suite/known-prices.ts'
import { type LaunchFlags, overlayBudget, overlayTuneOptions } from '../launch-flags.ts'

/**
 * The options with their defaults, overlaid with the flags of the command line. Mistakes are shown as what they are, without the
 * way that they took through this package.
 *
 * @throws RetuneError PLUGIN_OPTIONS
 */
export function resolveOptions(options: PluginOptions, flags: LaunchFlags): ResolvedOptions {
  try {
    return parseOptions(options, flags)
  } catch (error) {
    throw withoutWay(error)
  }
}

/** The options of one project of a workspace. */
export interface GivenOptions {
  readonly options: ResolvedOptions
  readonly project: string
}

/**
 * Options that would count for nothing must not look as if they did.
 *
 * @throws RetuneError PLUGIN_OTHER_OPTIONS
 */
export function refuseOtherOptions(first: GivenOptions, other: GivenOptions): void {
  if (isDeepStrictEqual(first.options, other.options)) return
  throw withoutWay(retuneError('PLUGIN_OTHER_OPTIONS', { projects: [first.project, other.project] }))
}

/** A mistake of the user's, shown without the way that it took through this package. */
export function withoutWay(error: unknown): unknown {
  if (error instanceof RetuneError) error.stack = `${error.name}: ${error.message}`
  return error
}

function parseOptions(options: PluginOptions, flags: LaunchFlags): ResolvedOptions {
  const parsed = pluginOptionsSchema.safeParse(options, readOnce)
  if (!parsed.success) {
    const problems = optionProblems(parsed.error, Object.keys(pluginOptionsSchema.shape))
    throw retuneError('PLUGIN_OPTIONS', { problems })
  }
  const { tune, budget, cache, record } = parsed.data
  return {
    ...parsed.data,
    tune: overlayTuneOptions(tune, flags),
    budget: overlayBudget(budget, flags),
    prices: knownPrices(parsed.data, process.env),
    cache: flags.cache ?? cache,
    record: flags.record ?? record,
  }
}
