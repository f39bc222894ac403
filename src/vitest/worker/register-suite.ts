import { messageOf, retuneError } from '../../core/errors.ts'
import { readOnce } from '../../core/read-once.ts'
import { createRedactor, type Redactor } from '../../core/redaction/create-redactor.ts'
import { withholding } from '../../evaluate/own-redaction.ts'
import type { Batches } from '../../model/batch/open-batches.ts'
import { preloadClient } from '../../model/open-connection.ts'
import { hasKeptAnswers, keepAnswers } from '../../suite/keep-answers.ts'
import { openRedactor } from '../../suite/open-redactor.ts'
import { recordSuite } from '../../suite/record-suite.ts'
import { modelOfRun, type RunAccess } from '../../suite/run-models.ts'
import { type Provided, providedSchema } from '../channel.ts'
import { isPromptTest } from '../is-prompt-test.ts'
import type { RerunWhat } from '../launch-flags.ts'
import { sameSuite } from '../same-suite.ts'
import { suiteFailure, withoutQuotes } from './case-failure.ts'
import { type LoadedSuite, loadSuite } from './load-suite.ts'
import { registerCases } from './register-cases.ts'
import type { Rerun } from './rerun.ts'
import { checkRunPrices } from './run-prices.ts'
import type { SuiteRunner } from './suite-runner.ts'

/** What the test file said. */
export interface GivenSuite {
  readonly name: string
  /** Checked when the suite is loaded. */
  readonly options: { readonly target?: unknown; readonly redact?: unknown }
  readonly testFile: string
  /** The name of the suite before in this file whose own files this one would share. */
  readonly earlier: string | undefined
}

/** Registers a suite's tests: its cases and its gate, or the one test of `--tune` or `--lint`. */
export function registerSuite({ name, options, testFile, earlier }: GivenSuite, runner: SuiteRunner): void {
  const { describe, test, vi } = runner
  describe(name, async () => {
    let root = process.cwd()
    let redactor = createRedactor()
    let telling = (thrown: unknown) => thrown
    try {
      const provided = readProvided(runner)
      root = provided.root
      redactor = openRedactor(provided.options.models)
      if (provided.options.report === 'ids-only') telling = withoutQuotes
      if (earlier !== undefined) throw sameSuite(earlier, name, [testFile])
      const suite = await loadSuite(name, options, { root, testFile, redactor })
      // Later than the cases are registered: while Vitest's main process is told of them.
      if (!options.target && !provided.lint && !hasKeptAnswers(provided)) setImmediate(preloadClient)
      const ofCases = suite.spec.redactor
      const access = modelOfRun(provided, provided.run)
      const { budget } = access
      const batches = await batchesOf(suite, provided, access)
      const below = batches ? batches.below(access.model) : access.model
      const kept = keepAnswers(below, { ...provided, ofCases, growing: batches !== undefined })
      const model = recordSuite(batches ? batches.above(kept) : kept, {
        ...provided,
        suite: name,
        by: provided.only === undefined ? 'suite' : 'part',
        ofCases,
      })
      if (provided.lint) {
        const { registerLint } = await import('./register-lint.ts')
        registerLint(suite, provided.options, runner)
      } else if (provided.tune) {
        const { registerTuning } = await import('./register-tuning.ts')
        registerTuning(suite, { ...provided, model, runner })
      } else {
        vi.setConfig({ maxConcurrency: provided.options.limits.concurrency * 4 })
        const shard = isPromptTest(testFile) ? provided.shard : undefined
        const rerun = provided.only && (await rerunOf(suite, root, provided.only))
        if (budget) checkRunPrices(suite, provided.options, model)
        const context = { ...provided, shard, rerun, model, budget, runner }
        if (batches) (await loadBatched()).registerBatched(suite, { ...context, batches, testFile })
        else registerCases(suite, context)
      }
    } catch (error) {
      const failure = suiteFailure(telling(error), root, withOwn(redactor, options.redact))
      const told = { type: 'unloaded', suite: name, message: messageOf(failure) } as const
      test('suite', { meta: { promptRetune: told } }, () => {
        throw failure
      })
    }
  })
}

/** Messages about rows may quote them; the options may not have been checked yet. */
function withOwn(redactor: Redactor, redact: unknown): Redactor {
  return typeof redact === 'function' ? withholding(redactor, (text) => redact(text)) : redactor
}

async function rerunOf(suite: LoadedSuite, root: string, what: RerunWhat): Promise<Rerun> {
  const { readRerun } = await import('./rerun.ts')
  return readRerun(suite, root, what)
}

const loadBatched = () => import('./register-batched.ts')

/** What is looked over or tuned is asked directly. */
async function batchesOf(
  suite: LoadedSuite,
  provided: Provided,
  access: RunAccess,
): Promise<Batches | undefined> {
  const transport = provided.transport ?? suite.options.transport ?? provided.options.transport
  if (transport !== 'batch' || provided.lint || provided.tune) return undefined
  const { openSuiteBatches } = await import('../../suite/open-suite-batches.ts')
  return openSuiteBatches(suite, { ...provided, ...access, ofCases: suite.spec.redactor })
}

function readProvided({ inject }: SuiteRunner): Provided {
  const provided: unknown = inject('promptRetune')
  if (provided === undefined) throw retuneError('SUITE_NO_PLUGIN', {})
  return providedSchema.parse(provided, readOnce)
}
