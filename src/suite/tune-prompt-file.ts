import { basename, relative, resolve } from 'node:path'
import { retuneError } from '../core/errors.ts'
import { type PluginOptions, pluginOptionsSchema, type ResolvedOptions } from '../core/options.ts'
import { readOnce } from '../core/read-once.ts'
import type { TuneResult } from '../core/tune-result.ts'
import type { TuneEvent } from '../tune/tune-input.ts'
import { keepAnswers } from './keep-answers.ts'
import { knownPrices } from './known-prices.ts'
import { needsEmbedded } from './needs-embedded.ts'
import { openModel } from './open-model.ts'
import { openRedactor } from './open-redactor.ts'
import { readSuite } from './read-suite.ts'
import { recordingOf, recordSuite, settleRecording } from './record-suite.ts'
import type { DefaultRow, PromptSuiteOptions, RowTypes } from './suite-options.ts'
import { tuneSuite } from './tune-suite.ts'

/**
 * A tuning without Vitest: what a suite says, what the plugin's options say, and how to follow and stop it. A baseline plays no part.
 *
 * @typeParam Row what `schema` makes of a row
 * @typeParam Output what `output` makes of an answer; text without it
 */
export interface TunePromptOptions<Row extends RowTypes, Output>
  extends Omit<PromptSuiteOptions<Row, Output>, 'transport'>,
    Omit<PluginOptions, 'baseline' | 'maxErrors' | 'transport'> {
  /** Runs are kept by this name. Default: the prompt file's path from the root. */
  readonly name?: string
  /**
   * The project: paths of prompt and data start here, no prompt outside of it is written, and `.prompt-retune/` stands in it. Default:
   * the working directory.
   */
  readonly root?: string
  /** Leave a prompt alone that meets its gate already. Default false. */
  readonly onlyFailing?: boolean
  /** Stops the tuning after the calls in flight: the prompt file stays, and the best so far is kept in the run's folder. */
  readonly signal?: AbortSignal
  /** Is told what happens while it runs. */
  readonly onEvent?: (event: TuneEvent) => void
}

/**
 * Tunes one prompt file, as `npx vitest --tune` does, and writes it when a better prompt was found; not with `tune.dryRun`, and elsewhere
 * with `tune.out`. Nothing is asked. With neither a key nor a base URL the embedded model answers.
 *
 * What models and networks do ends the tuning with a stop reason in the result; only a wrong set-up throws.
 *
 * @throws RetuneError for mistakes in options, prompt or dataset; `TUNE_LEAK`, `TUNE_EMPTY_SPLIT`, `TUNE_NOTHING_TUNABLE`,
 * `TUNE_OUT_IS_PROMPT`, `TUNE_UNKNOWN_STRATEGY`, `TUNE_JOURNAL_FAILED`
 */
export async function tunePromptFile<Row extends RowTypes = DefaultRow, Output = string>(
  options: TunePromptOptions<Row, Output>,
): Promise<TuneResult> {
  const {
    models,
    limits,
    diagnose,
    tune,
    prices,
    cache,
    record,
    root: given,
    name,
    onlyFailing,
    signal,
    onEvent,
    ...rest
  } = options
  const resolved = resolveOptions({ models, limits, diagnose, tune, prices, cache, record })
  const root = resolve(given ?? '.')
  const suite = await readSuite(name ?? nameOf(options.prompt, root), rest, {
    root,
    baseDir: root,
    redactor: openRedactor(resolved.models),
  })
  const recording = recordingOf({ options: resolved, root, id: `${process.pid}-0`, tuning: true })
  const embedding = needsEmbedded(resolved.models) && recording?.mode !== 'replay'
  const embedded = embedding ? await startEmbedded() : undefined
  const access = {
    options: resolved,
    embeddedURL: embedded?.baseURL,
    root,
    recording,
    ofCases: suite.spec.redactor,
  }
  try {
    return await tuneSuite(suite, {
      options: resolved,
      root,
      model: recordSuite(keepAnswers(openModel(access), access), {
        ...access,
        suite: suite.name,
        by: 'suite',
      }),
      stateDir: '.prompt-retune',
      onlyFailing,
      stop: signal,
      ownCritiques: recording !== undefined,
      onEvent,
    })
  } finally {
    if (recording) await settleRecording(suite.name, { root, recording, whole: false })
    await embedded?.close()
  }
}

function resolveOptions(
  given: { [Name in keyof PluginOptions]: PluginOptions[Name] | undefined },
): ResolvedOptions {
  const known = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  const parsed = pluginOptionsSchema.safeParse(known, readOnce)
  if (parsed.success) return { ...parsed.data, prices: knownPrices(parsed.data, process.env) }
  const problems = parsed.error.issues.map(
    ({ path, message }) => `${path.join('.') || 'options'}: ${message}`,
  )
  throw retuneError('TUNE_OPTIONS', { problems: problems.join('; ') })
}

function nameOf(prompt: unknown, root: string): string {
  if (typeof prompt !== 'string') return 'prompt'
  return relative(root, resolve(root, prompt)).replaceAll('\\', '/') || basename(root)
}

async function startEmbedded() {
  const { startEmbeddedModel } = await import('../embedded/start-embedded-model.ts')
  return startEmbeddedModel()
}
