import { relative } from 'node:path'
import pc from 'picocolors'
import type { TestArtifact } from 'vitest'
import type { Reporter, TestCase, TestModule, Vitest } from 'vitest/node'
import type { AcceptMode } from '../baseline/accept-results.ts'
import { historyOf, type RunTopics } from '../baseline/baseline-of-run.ts'
import { compareText } from '../core/compare-text.ts'
import { retuneError } from '../core/errors.ts'
import type { RunReport, SuiteReport } from '../core/run-report.ts'
import { renderRunJson } from '../report/render-run-json.ts'
import { type Recording, recordSuite, settleRecording } from '../suite/record-suite.ts'
import { acceptModeOf } from './accept-mode.ts'
import { type RetuneTaskMeta, taskMetaSchema } from './channel.ts'
import { describeRunModels } from './describe-run-models.ts'
import { createDiagnosisStop } from './diagnosis-stop.ts'
import { batchesGoOn, type SoftInterrupt, softenRun } from './interrupt.ts'
import { carryHistory, lastRunFile, readLastRun } from './last-run.ts'
import { leftOutSuites } from './left-out-suites.ts'
import { mergedShards } from './merged-shards.ts'
import { printEstimate } from './print-estimate.ts'
import { refuseUntested } from './refuse-untested.ts'
import type { ReporterContext } from './reporter-context.ts'
import type { RunBaselines } from './run-baselines.ts'
import { findSame } from './same-suite.ts'
import { type SuiteRun, startSuiteRun } from './suite-run.ts'
import { writeState } from './write-state.ts'

/** Vitest's start waits for all that the plugin imports; these are loaded while the first cases run. */
const loadRenderer = () =>
  Promise.all([import('../report/render-terminal.ts'), import('../report/ids-only.ts')])

const loadBaselines = () => import('./run-baselines.ts')

const loadApproval = () =>
  Promise.all([import('./approval/settle-tunings.ts'), import('./approval/open-terminal.ts')])

type CaseMeta = Extract<RetuneTaskMeta, { type: 'case' }>

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
  #refused = new Set<string>()
  #accepting: AcceptMode | undefined
  #recording: Recording | undefined
  #softened: SoftInterrupt | undefined
  readonly #diagnosisStop = createDiagnosisStop()

  constructor(context: ReporterContext) {
    this.#context = context
  }

  /** The test files whose suites read this prompt or dataset file (absolute); `undefined` leaves the file to Vitest. */
  testsOf(file: string): string[] | undefined {
    const tests = this.#watched.get(file)
    return tests && [...tests]
  }

  onInit(vitest: Vitest): void {
    this.#vitest = vitest
  }

  onTestRunStart(): void {
    this.#suites = new Map()
    this.#seen = new Set()
    this.#lastRun = undefined
    this.#baselines = undefined
    this.#estimates = []
    this.#refused = new Set()
    this.#accepting = this.#vitest && acceptModeOf(this.#vitest)
    this.#recording = this.#context.announce(this.#accepting === 'all')
  }

  onTestModuleCollected(module: TestModule): void {
    if (this.#context.interrupt) return
    const lastRun = () => (this.#lastRun ??= readLastRun(this.#context.root))
    const print = (text: string) => this.#print(text)
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
    this.#print(artifact.text)
  }

  async onTestRunEnd(modules: readonly TestModule[]): Promise<void> {
    await Promise.all(this.#estimates)
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    // Merged and skipped tests have had no event of their own.
    for (const testCase of tests) this.#take(testCase)
    this.#diagnosisStop.begin()
    if (this.#suites.size > 0) await this.#reportRun(modules, tests)
    if (this.#context.interrupt) await this.#reportTunings(tests)
    if ((this.#context.interrupt ?? this.#softened)?.interrupted()) process.exitCode = 130
  }

  #take(testCase: TestCase): void {
    if (this.#seen.has(testCase.id)) return
    const told = taskMetaSchema.safeParse(testCase.meta().promptRetune).data
    if (told?.type !== 'case' && told?.type !== 'sensitivity') return
    this.#seen.add(testCase.id)
    if (told.type === 'case') this.#takeCase(told, testCase.module.moduleId)
    else this.#suites.get(told.suite)?.addVariants(told.part)
  }

  #takeCase({ suite, result, info }: CaseMeta, testFile: string): void {
    if (this.#suites.size === 0) this.#begin()
    const run = this.#suites.get(suite) ?? this.#startSuite(suite)
    this.#suites.set(suite, run)
    run.add(result, info, testFile)
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

  #startSuite(name: string): SuiteRun {
    this.#lastRun ??= readLastRun(this.#context.root)
    const history = this.#lastRun.then((lastRun) => historyOf(name, lastRun))
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
      say: (text) => this.#print(text),
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
      refuse: (error) => this.#refuse(error),
    })
  }

  async #reportRun(modules: readonly TestModule[], tests: readonly TestCase[]): Promise<void> {
    const runs = [...this.#suites.values()].sort((a, b) => compareText(a.name, b.name))
    const shards = mergedShards(modules, (file) => relative(this.#context.root, file))
    for (const problem of shards.problems) this.#refuse(problem)
    const leftOut = leftOutSuites(tests)
    const isLeftOut = (run: SuiteRun) =>
      leftOut.has(run.name) || run.testFiles().some((file) => shards.incomplete.has(file))
    const suites = await Promise.all(runs.map((run) => run.finish(isLeftOut(run))))
    const earlier = carryHistory(suites, await this.#lastRun)
    const report: RunReport = {
      schema: 'prompt-retune/run@1',
      model: {
        ...describeRunModels(runs, this.#context.model),
        ...(this.#recording?.mode === 'replay' ? { replayed: true as const } : {}),
      },
      suites,
      ...(earlier ? { earlier } : {}),
      ...this.#context.budgetOver(),
    }
    const [{ renderTerminal }, { idsOnly }] = await loadRenderer()
    const shown = this.#context.options.report === 'ids-only' ? idsOnly(report) : report
    this.#print(`\n${renderTerminal(shown, this.#layout())}`)
    for (const [index, run] of runs.entries()) {
      const files = run.testFiles()
      const suite = shown.suites[index]
      const same = findSame(run, runs)
      if (same) this.#refuse(same)
      else {
        if (suite) await this.#accept(suite, run)
        await this.#record(run.name, suite?.partial !== true)
      }
      // No test judged the gate of a suite whose cases ran in shards.
      if (suite?.gate?.passed === false && !isLeftOut(run) && files.some((file) => shards.files.has(file)))
        this.#refuse(retuneError('SUITE_GATE_FAILED', { suite: run.name, reason: suite.gate.reason }))
    }
    refuseUntested(report, tests, (error) => this.#refuse(error))
    await writeState(this.#context.root, lastRunFile, renderRunJson(shown))
    await this.#publish(shown)
  }

  async #publish(report: RunReport): Promise<void> {
    const { root, options } = this.#context
    if (process.env.GITHUB_ACTIONS !== 'true' && Object.keys(options.reports).length === 0) return
    const { publishReports } = await import('./publish-reports.ts')
    const print = (text: string) => this.#print(text)
    try {
      const layout = this.#layout()
      await publishReports(report, { root, files: options.reports, env: process.env, layout, print })
    } catch (error) {
      this.#refuse(error instanceof Error ? error : { message: String(error) })
    }
  }

  async #accept(suite: SuiteReport, run: SuiteRun): Promise<void> {
    const said = await (await this.#baselines)?.accept(suite, run.info()?.baseline)
    if (said !== undefined) this.#print(`\n${said}`)
  }

  async #record(suite: string, whole: boolean): Promise<void> {
    const { root } = this.#context
    const recording = this.#recording
    try {
      const settled = recording && (await settleRecording(suite, { root, recording, whole }))
      if (!settled || settled.changed === 0) return
      const { file, answers, changed } = settled
      this.#print(`\nRecorded: ${relative(root, file)} (${answers} answers, ${changed} lines changed)`)
    } catch (error) {
      this.#refuse(error instanceof Error ? error : { message: String(error) })
    }
  }

  async #reportTunings(tests: readonly TestCase[]): Promise<void> {
    const tunings = tests.flatMap((testCase) => {
      const { parent } = testCase
      const told =
        testCase.meta().promptRetune ?? (parent.type === 'suite' ? parent.meta().promptRetune : undefined)
      const meta = taskMetaSchema.safeParse(told)
      return meta.success && meta.data.type === 'tune' ? [meta.data] : []
    })
    for (const { suite } of tunings) await this.#record(suite, false)
    const failed = tests.some((testCase) => testCase.result().state === 'failed')
    if (tunings.length === 0 && !failed) this.#refuse(retuneError('TUNE_NO_SUITE', {}))
    const [{ settleTunings }, { openTerminal }] = await loadApproval()
    const stopped = await settleTunings(tunings, {
      root: this.#context.root,
      options: this.#context.options.tune,
      report: this.#context.options.report,
      redactor: this.#context.redactor,
      sealKey: this.#context.sealKey,
      layout: this.#layout(),
      // Watch mode reads the keys itself.
      terminal: this.#vitest?.config.watch ? undefined : openTerminal(process),
      print: (text) => this.#print(text),
      refuse: (error) => this.#refuse(error),
    })
    if (stopped) process.exitCode = 130
  }

  #refuse(error: { readonly message: string }): void {
    process.exitCode = 1
    // Several suites may be compared with one file.
    const message = this.#context.redactor.text(error.message)
    if (this.#refused.has(message)) return
    this.#refused.add(message)
    this.#vitest?.logger.error(`\nprompt-retune: ${message}`)
  }

  #layout(): { columns: number; color: boolean } {
    return { columns: this.#vitest?.logger.getColumns() || 80, color: pc.isColorSupported }
  }

  #print(text: string): void {
    this.#vitest?.logger.log(text)
  }
}
