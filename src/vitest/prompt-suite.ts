import { describe, expect, inject, test, vi } from 'vitest'
import { retuneError } from '../core/errors.ts'
import { createRedactor, type Redactor } from '../core/redaction/create-redactor.ts'
import { withholding } from '../evaluate/own-redaction.ts'
import { preloadClient } from '../model/open-connection.ts'
import { hasKeptAnswers, keepAnswers } from '../suite/keep-answers.ts'
import { openRedactor } from '../suite/open-redactor.ts'
import { recordSuite } from '../suite/record-suite.ts'
import { modelOfRun } from '../suite/run-models.ts'
import type { DefaultRow, PromptSuiteOptions, RowTypes } from '../suite/suite-options.ts'
import { suiteFailure } from './case-failure.ts'
import { type Provided, providedSchema } from './channel.ts'
import { isPromptTest } from './is-prompt-test.ts'
import type { RerunWhat } from './launch-flags.ts'
import { type LoadedSuite, loadSuite } from './load-suite.ts'
import { registerCases } from './register-cases.ts'
import type { Rerun } from './rerun.ts'
import { checkRunPrices } from './run-prices.ts'

const namesByFile = new Map<string, Set<string>>()

/**
 * Turns a dataset into test cases for one prompt: every row is a test that renders the prompt, asks the model, and passes when
 * every scorer's score reaches its threshold. In tune mode the suite is one test that retunes the prompt file instead.
 *
 * A mistake (bad row, bad prompt file, a loader that throws or hangs ...) becomes one failing test that names file and line.
 *
 * @param name unique among all suites: reports and tunings go by it
 */
export function promptSuite<Row extends RowTypes = DefaultRow, Output = string>(
  name: string,
  options: PromptSuiteOptions<Row, Output>,
): void {
  const testFile = expect.getState().testPath ?? ''
  const again = remember(testFile, name)
  describe(name, async () => {
    let root = process.cwd()
    let redactor = createRedactor()
    try {
      const provided = readProvided()
      root = provided.root
      redactor = openRedactor(provided.options.models)
      if (again) throw retuneError('SUITE_DUPLICATE_NAME', { suite: name, files: [testFile] })
      if (!options.target && !provided.lint && !hasKeptAnswers(provided)) preloadClient()
      const suite = await loadSuite(name, options, { root, testFile, redactor })
      const ofCases = suite.spec.redactor
      const access = modelOfRun(provided, provided.run)
      const { budget } = access
      const model = recordSuite(keepAnswers(access.model, { ...provided, ofCases }), {
        ...provided,
        suite: name,
        by: provided.only === undefined ? 'suite' : 'part',
        ofCases,
      })
      if (provided.lint) {
        const { registerLint } = await import('./register-lint.ts')
        registerLint(suite, provided.options)
      } else if (provided.tune) {
        const { registerTuning } = await import('./register-tuning.ts')
        registerTuning(suite, provided, model)
      } else {
        vi.setConfig({ maxConcurrency: provided.options.limits.concurrency * 4 })
        const shard = isPromptTest(testFile) ? provided.shard : undefined
        const rerun = provided.only && (await rerunOf(suite, root, provided.only))
        if (budget) checkRunPrices(suite, provided.options, model)
        registerCases(suite, { ...provided, shard, rerun, model, budget })
      }
    } catch (error) {
      test('suite', () => {
        throw suiteFailure(error, root, withOwn(redactor, options.redact))
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

function readProvided(): Provided {
  const provided: unknown = inject('promptRetune')
  if (provided === undefined) throw retuneError('SUITE_NO_PLUGIN', {})
  return providedSchema.parse(provided)
}

/** Was there a suite of this name in this file before? */
function remember(file: string, name: string): boolean {
  const names = namesByFile.get(file) ?? new Set()
  namesByFile.set(file, names)
  const again = names.has(name)
  names.add(name)
  return again
}
