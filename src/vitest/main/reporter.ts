import type { TestArtifact } from 'vitest'
import type { Reporter, TestCase, TestModule, TestSpecification, Vitest } from 'vitest/node'
import type { AcceptMode } from '../../baseline/accept-results.ts'
import { historyOf, type RunTopics } from '../../baseline/baseline-of-run.ts'
import { type Recording, recordSuite } from '../../suite/record-suite.ts'
import { taskMetaSchema } from '../channel.ts'
import { readLastRun } from '../last-run.ts'
import { acceptModeOf } from './accept-mode.ts'
import { createDiagnosisStop } from './diagnosis-stop.ts'
import { batchesGoOn, type SoftInterrupt, softenRun } from './interrupt.ts'
import { printEstimate } from './print-estimate.ts'
import { loadAhead, loadBaselines, loadRenderer } from './report-modules.ts'
import { reportRun } from './report-run.ts'
import { reportTunings } from './report-tunings.ts'
import type { ReporterContext } from './reporter-context.ts'
import { resultsOf, type ToldResults } from './results-of.ts'
import type { RunBaselines } from './run-baselines.ts'
import { createRunOutput, type RunOutput } from './run-output.ts'
import { type SuiteRun, startSuiteRun } from './suite-run.ts'
import { unloadedSuites } from './unloaded-suites.ts'

/**
 * Gathers the results that workers send in `task.meta`, has failures diagnosed while other cases still run, prints the report
 * and writes `.prompt-retune/last-run.json`. It stands beside the user's reporters and replaces none.
 */
export class PromptRetuneReporter implements Reporter {
  readonly #context: ReporterContext
  readonly #watched = new Map<string, Set<string>>()
  #vitest: Vitest | undefined
  #suites = new Map<string, SuiteRun>()
  #seen = new Set<string>()
  #lastRun: Promise<RunTopics | undefined> | undefined
  #baselines: Promise<RunBaselines> | undefined
  #estimates: Promise<void>[] = []
  #output: RunOutput
  #accepting: AcceptMode | undefined
  #recording: Recording | undefined
  #softened: SoftInterrupt | undefined
  readonly #diagnosisStop = createDiagnosisStop()

  constructor(context: ReporterContext) {
    this.#context = context
    this.#output = this.#openOutput()
  }

  /** The test files whose suites read this prompt or dataset file (absolute); `undefined` leaves the file to Vitest. */
  testsOf(file: string): string[] | undefined {
    const tests = this.#watched.get(file)
    return tests && [...tests]
  }

  onInit(vitest: Vitest): void {
    this.#vitest = vitest
  }

  onTestRunStart(specifications: readonly TestSpecification[]): void {
    this.#suites = new Map()
    this.#seen = new Set()
    this.#lastRun = undefined
    this.#baselines = undefined
    this.#estimates = []
    this.#output = this.#openOutput()
    this.#accepting = this.#vitest && acceptModeOf(this.#vitest)
    this.#recording = this.#context.announce(this.#accepting === 'all')
    if (!this.#context.interrupt) loadAhead(specifications, () => this.#history())
  }

  onTestModuleCollected(module: TestModule): void {
    if (this.#context.interrupt) return
    const lastRun = () => this.#history()
    const { print } = this.#output
    this.#estimates.push(printEstimate(module, { ...this.#context, lastRun, print }))
  }

  onTestCaseReady(): void {
    this.#context.interrupt?.repeat()
  }

  onTestCaseResult(testCase: TestCase): void {
    this.#take(testCase)
  }

  onTestCaseArtifactRecord(_testCase: TestCase, artifact: TestArtifact): void {
    if (artifact.type !== 'prompt-retune:progress') return
    this.#soften(batchesGoOn)
    this.#output.print(artifact.text)
  }

  async onTestRunEnd(modules: readonly TestModule[]): Promise<void> {
    await Promise.all(this.#estimates)
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    // Merged and skipped tests have had no event of their own.
    for (const testCase of tests) this.#take(testCase)
    this.#diagnosisStop.begin()
    const [context, recording, output] = [this.#context, this.#recording, this.#output]
    const unloaded = context.interrupt ? [] : unloadedSuites(modules, context)
    if (this.#suites.size + unloaded.length > 0) {
      const [lastRun, baselines] = [this.#history(), this.#baselines]
      const suites = this.#suites.values()
      await reportRun({ context, modules, tests, suites, unloaded, lastRun, baselines, recording, output })
    }
    if (context.interrupt) {
      const watch = this.#vitest?.config.watch === true
      await reportTunings(tests, { context, recording, watch, output })
    }
    if ((this.#context.interrupt ?? this.#softened)?.interrupted()) process.exitCode = 130
  }

  #openOutput(): RunOutput {
    return createRunOutput(() => this.#vitest, this.#context.redactor)
  }

  #take(testCase: TestCase): void {
    if (this.#seen.has(testCase.id)) return
    const told = taskMetaSchema.safeParse(testCase.meta().promptRetune).data
    if (told?.type !== 'case' && told?.type !== 'cases' && told?.type !== 'sensitivity') return
    this.#seen.add(testCase.id)
    if (told.type === 'sensitivity') this.#suites.get(told.suite)?.addVariants(told.part)
    else this.#takeResults(told, testCase.module.moduleId)
  }

  #takeResults(told: ToldResults, testFile: string): void {
    const { suite, info } = told
    if (this.#suites.size === 0) this.#begin()
    const run = this.#suites.get(suite) ?? this.#startSuite(suite)
    this.#suites.set(suite, run)
    for (const result of resultsOf(told, this.#output.refuse)) run.add(result, info, testFile)
    for (const file of info?.watch ?? []) {
      this.#watched.set(file, (this.#watched.get(file) ?? new Set()).add(testFile))
    }
  }

  /** From the first result on there is something to lose. Watch mode reads the keys itself. */
  #begin(): void {
    void loadRenderer()
    this.#soften('Stopping; what was judged so far is reported')
  }

  #soften(said: string): void {
    this.#softened ??= softenRun(this.#vitest, this.#context, said, this.#diagnosisStop)
  }

  #history(): Promise<RunTopics | undefined> {
    this.#lastRun ??= readLastRun(this.#context.root)
    return this.#lastRun
  }

  #startSuite(name: string): SuiteRun {
    const history = this.#history().then((lastRun) => historyOf(name, lastRun))
    this.#baselines ??= this.#openBaselines()
    const baselines = this.#baselines
    const { model, root, options } = this.#context
    const recording = this.#recording
    return startSuiteRun(name, {
      ...this.#context,
      model: recordSuite(model, { suite: name, root, options, recording, by: 'part' }),
      recorded: recording !== undefined,
      history,
      baselineOf: async (own) => (await baselines).find(name, own),
      accepting: this.#accepting === 'all',
      signal: this.#diagnosisStop.signal,
      say: this.#output.print,
    })
  }

  async #openBaselines(): Promise<RunBaselines> {
    const { root, baseline: flag, options } = this.#context
    const mode = this.#accepting
    const { openRunBaselines } = await loadBaselines()
    return openRunBaselines({
      root,
      flag,
      plugin: options.baseline,
      mode,
      refuse: this.#output.refuse,
    })
  }
}
