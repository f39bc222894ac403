/// <reference types="vitest/config" />
import type { Plugin } from 'vite'
import type { TestProject, Vitest } from 'vitest/node'
import { RetuneError, retuneError } from '../../core/errors.ts'
import {
  type PluginOptions,
  pluginOptionsSchema,
  type ResolvedOptions,
  type TuneOptions,
} from '../../core/options.ts'
import { readOnce } from '../../core/read-once.ts'
import { type CallPermits, createCallPermits, hasCaps } from '../../model/pace/call-permits.ts'
import { keepAnswers } from '../../suite/keep-answers.ts'
import { knownPrices } from '../../suite/known-prices.ts'
import { needsEmbedded } from '../../suite/needs-embedded.ts'
import { openModel } from '../../suite/open-model.ts'
import { openRedactor } from '../../suite/open-redactor.ts'
import { recordingOf } from '../../suite/record-suite.ts'
import { renewedModel } from '../../suite/run-models.ts'
import type { Provided } from '../channel.ts'
import { isPromptTest } from '../is-prompt-test.ts'
import { type LaunchFlags, overlayBudget, overlayTuneOptions, readLaunchFlags } from '../launch-flags.ts'
import { createSealKey } from '../sealed-prompt.ts'
import { isInteractive } from './approval/is-interactive.ts'
import { bailOnce } from './bail-once.ts'
import { boundFiles } from './bound-files.ts'
import { softenInterrupt } from './interrupt.ts'
import { LintReporter } from './lint-reporter.ts'
import { openRunBudget } from './open-run-budget.ts'
import { PromptRetuneReporter } from './reporter.ts'
import { shardByCase, shardLabel, shardOf } from './shard-by-case.ts'

const promptTests = '**/*.prompt.test.*'

/** What one Vitest process has, however many projects use the plugin: one reporter, one embedded model. */
interface Run {
  readonly projects: Set<TestProject>
  readonly provided: Promise<Provided>
}

const runs = new WeakMap<Vitest, Run>()

/**
 * The Vitest plugin: runs `promptSuite()` tests, diagnoses their failures, and retunes prompts with `--tune`.
 *
 * @param options every one has a default
 * @throws RetuneError PLUGIN_OPTIONS when they do not fit
 */
export function promptRetune(options: PluginOptions = {}): Plugin {
  const flags = readLaunchFlags(process.argv)
  return {
    name: 'prompt-retune',
    config() {
      return {
        test: {
          server: { deps: { inline: [boundFiles] } },
          // The rows' tags need no declaration.
          strictTags: false,
          ...((flags.tune || flags.only) &&
          !process.argv.some((word) => ['--watch', '-w', 'watch'].includes(word))
            ? { watch: false }
            : {}),
        },
      }
    },
    transform(code, id) {
      // `vitest list` of Vitest 5 reads files without running them, and refuses one in which it sees no suite.
      if (!isPromptTest(id)) return null
      return { code: `${code}\nif (false) describe('', () => {})\n`, map: null }
    },
    async configureVitest({ vitest, project }) {
      const run = runs.get(vitest) ?? openRun(vitest, resolveOptions(options, flags), flags)
      runs.set(vitest, run)
      run.projects.add(project)
      const provided = await run.provided
      project.provide('promptRetune', provided)
      if (provided.shard)
        project.config.mergeReportsLabel = shardLabel(project.config.mergeReportsLabel, provided.shard)
      if (flags.tune || flags.lint || flags.only) project.config.include = [promptTests]
    },
  }
}

/** Mistakes in the config are shown as what they are, without the way that they took through this package. */
function resolveOptions(options: PluginOptions, flags: LaunchFlags): ResolvedOptions {
  try {
    return parseOptions(options, flags)
  } catch (error) {
    if (error instanceof RetuneError) error.stack = `${error.name}: ${error.message}`
    throw error
  }
}

function parseOptions(options: PluginOptions, flags: LaunchFlags): ResolvedOptions {
  const parsed = pluginOptionsSchema.safeParse(options, readOnce)
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      ({ path, message }) => `${path.join('.') || 'options'}: ${message}`,
    )
    throw retuneError('PLUGIN_OPTIONS', { problems: problems.join('; ') })
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

function openRun(vitest: Vitest, options: ResolvedOptions, flags: LaunchFlags): Run {
  const projects = new Set<TestProject>()
  return { projects, provided: startRun(vitest, options, { flags, projects }) }
}

async function startRun(
  vitest: Vitest,
  options: ResolvedOptions,
  { flags, projects }: { readonly flags: LaunchFlags; readonly projects: ReadonlySet<TestProject> },
): Promise<Provided> {
  bailOnce(vitest)
  const { root } = vitest.config
  const shard = flags.tune || flags.lint ? undefined : shardOf(vitest)
  const sealKey = createSealKey()
  const permits = hasCaps(options.limits) ? createCallPermits(options.limits) : undefined
  const recording = flags.lint
    ? undefined
    : recordingOf({
        ...{ options, root, id: `${process.pid}-0`, tuning: flags.tune !== undefined },
        ...(shard ? { readOnly: true } : {}),
      })
  const embedding = needsEmbedded(options.models) && !flags.lint && recording?.mode !== 'replay'
  const budget = flags.tune || flags.lint ? undefined : await openRunBudget(vitest, options.budget)
  const provided: Provided = {
    options,
    root,
    accepting: false,
    lint: flags.lint ?? false,
    ...(flags.only === undefined ? {} : { only: flags.only }),
    ...(flags.transport ? { transport: flags.transport } : {}),
    run: 0,
    ...(permits ? { permitPort: await servePermits(vitest, permits) } : {}),
    ...(budget ? { budgetPort: budget.port } : {}),
    ...(shard ? { shard } : {}),
    ...(flags.baseline === undefined ? {} : { baseline: flags.baseline }),
    ...(recording ? { recording } : {}),
    ...(embedding ? { embeddedURL: await startEmbedded(vitest) } : {}),
    ...(flags.tune ? { tune: { suites: flags.tune.suites, hold: holdOf(options.tune), sealKey } } : {}),
  }
  // Every real model call is "slow" by Vitest's measure of 300 ms.
  if (vitest.config.slowTestThreshold === 300) vitest.config.slowTestThreshold = 60_000
  if (flags.lint) {
    vitest.config.reporters.push(new LintReporter())
    return provided
  }
  if (shard) {
    shardByCase(vitest, shard)
    const { ShardReporter } = await import('./shard-reporter.ts')
    const idsOnly = options.report === 'ids-only'
    vitest.config.reporters.push(
      new ShardReporter({ shard, model: openModel({ ...provided, permits }), idsOnly }),
    )
    return provided
  }
  const interrupt = flags.tune ? softenInterrupt(vitest, 'Stopping after the calls in flight') : undefined
  const model = renewedModel(() => keepAnswers(openModel({ ...provided, permits, budget }), provided))
  let run = 0
  const announce = (accepting: boolean) => {
    run += 1
    budget?.renew()
    if (run > 1) model.renew()
    const id = `${process.pid}-${run}`
    const more = recording ? { recording: { ...recording, id } } : {}
    for (const project of projects) project.provide('promptRetune', { ...provided, ...more, accepting, run })
    return more.recording
  }
  const { baseline, only } = flags
  const reporter = new PromptRetuneReporter({
    ...{ root, options, model, baseline, only, announce, interrupt, sealKey },
    budgetOver: () => withReason(budget?.reason()),
    redactor: openRedactor(options.models),
  })
  vitest.config.reporters.push(reporter)
  vitest.config.watchTriggerPatterns = [
    ...(vitest.config.watchTriggerPatterns ?? []),
    { pattern: /./, testsToRun: (file) => reporter.testsOf(file) },
  ]
  return provided
}

const withReason = (budgetOver: string | undefined) => (budgetOver === undefined ? {} : { budgetOver })

/** Which tuned prompts the worker leaves to the reporter, which can ask. */
function holdOf({ dryRun, out, write }: TuneOptions): 'always' | 'interrupted' | undefined {
  if (dryRun) return undefined
  if (out !== undefined) return 'always'
  if (!isInteractive(process)) return undefined
  return write ? 'interrupted' : 'always'
}

async function servePermits(vitest: Vitest, permits: CallPermits): Promise<number> {
  const { servePermits: serve } = await import('../../model/pace/serve-permits.ts')
  const server = await serve(permits)
  vitest.onClose(() => server.close())
  return server.port
}

async function startEmbedded(vitest: Vitest): Promise<string> {
  const { startEmbeddedModel } = await import('../../embedded/start-embedded-model.ts')
  const server = await startEmbeddedModel()
  vitest.onClose(() => server.close())
  return server.baseURL
}
