import { relative } from 'node:path'
import type { TestCase, TestModule } from 'vitest/node'
import type { RunTopics } from '../../baseline/baseline-of-run.ts'
import { compareText } from '../../core/compare-text.ts'
import { messageOf, retuneError } from '../../core/errors.ts'
import type { RunReport, SuiteReport, UnloadedSuite } from '../../core/run-report.ts'
import { runJsonParts } from '../../report/run-json-parts.ts'
import type { Recording } from '../../suite/record-suite.ts'
import { carryHistory, lastRunFile } from '../last-run.ts'
import { describeRunModels } from './describe-run-models.ts'
import { findSame } from './find-same.ts'
import { leftOutSuites } from './left-out-suites.ts'
import { mergedShards } from './merged-shards.ts'
import { refuseUntested } from './refuse-untested.ts'
import { loadRenderer } from './report-modules.ts'
import type { ReporterContext } from './reporter-context.ts'
import type { RunBaselines } from './run-baselines.ts'
import type { RunOutput } from './run-output.ts'
import { settleRecorded } from './settle-recorded.ts'
import type { SuiteRun } from './suite-run.ts'
import { writeState } from './write-state.ts'

/** A run whose tests have ended. */
export interface EndedRun {
  readonly context: Pick<ReporterContext, 'root' | 'options' | 'model' | 'only' | 'budgetOver'>
  readonly modules: readonly TestModule[]
  readonly tests: readonly TestCase[]
  readonly suites: Iterable<SuiteRun>
  readonly unloaded: UnloadedSuite[]
  readonly lastRun: Promise<RunTopics | undefined> | undefined
  readonly baselines: Promise<RunBaselines> | undefined
  readonly recording: Recording | undefined
  readonly output: RunOutput
}

/** Waits for the diagnoses, prints the report, and writes what a run leaves: baselines, recordings, `last-run.json`, other reports. */
export async function reportRun(ended: EndedRun): Promise<void> {
  const { context, modules, tests, unloaded, lastRun, recording, output } = ended
  const runs = [...ended.suites].sort((a, b) => compareText(a.name, b.name))
  const shards = mergedShards(modules, (file) => relative(context.root, file))
  for (const problem of shards.problems) output.refuse(problem)
  for (const { name } of runs.filter((run) => run.mixed()))
    output.refuse(retuneError('SHARD_DIFFERS', { suite: name }))
  const leftOut = leftOutSuites(tests)
  const isBroken = (run: SuiteRun) =>
    run.mixed() || run.testFiles().some((file) => shards.incomplete.has(file))
  const isLeftOut = (run: SuiteRun) => leftOut.has(run.name) || isBroken(run)
  const suites = await Promise.all(runs.map((run) => run.finish(isLeftOut(run))))
  const earlier = carryHistory(suites, await lastRun)
  const report: RunReport = {
    schema: 'prompt-retune/run@1',
    model: {
      ...describeRunModels(runs, context.model),
      ...(recording?.mode === 'replay' ? { replayed: true as const } : {}),
    },
    suites,
    ...(unloaded.length > 0 ? { unloaded } : {}),
    ...(earlier ? { earlier } : {}),
    ...context.budgetOver(),
  }
  const [{ renderTerminal }, { idsOnly }] = await loadRenderer()
  const shown = context.options.report === 'ids-only' ? idsOnly(report) : report
  output.print(`\n${renderTerminal(shown, output.layout())}`)
  for (const [index, run] of runs.entries()) {
    const files = run.testFiles()
    const suite = shown.suites[index]
    const same = findSame(run, runs)
    if (same) output.refuse(same)
    else {
      if (suite && !isBroken(run)) await accept(suite, run, ended)
      const whole = suite?.partial !== true
      await settleRecorded(run.name, { root: context.root, recording, whole, output })
    }
    // No test judged the gate of a suite whose cases ran in shards.
    if (suite?.gate?.passed === false && !isLeftOut(run) && files.some((file) => shards.files.has(file)))
      output.refuse(retuneError('SUITE_GATE_FAILED', { suite: run.name, reason: suite.gate.reason }))
  }
  refuseUntested(shown, { tests, leftOut }, output.refuse)
  await keep(shown, ended)
  await publish(shown, ended)
}

async function keep(report: RunReport, { context, output }: EndedRun): Promise<void> {
  const parts = runJsonParts(await withCarried(report, context))
  try {
    await writeState(context.root, lastRunFile, parts)
  } catch (cause) {
    const file = `.prompt-retune/${lastRunFile}`
    output.refuse(retuneError('REPORT_STATE', { file, reason: messageOf(cause) }, { cause }))
  }
}

/** A rerun of a part leaves what it did not touch as it was. */
async function withCarried(report: RunReport, { root, only }: EndedRun['context']): Promise<RunReport> {
  if (only === undefined) return report
  const { carrySuites } = await import('./carry-suites.ts')
  const carried = await carrySuites(root, report)
  return { ...report, suites: [...report.suites, ...carried].sort((a, b) => compareText(a.name, b.name)) }
}

async function accept(suite: SuiteReport, run: SuiteRun, { baselines, output }: EndedRun): Promise<void> {
  const said = await (await baselines)?.accept(suite, run.info()?.baseline)
  if (said !== undefined) output.print(`\n${said}`)
}

async function publish(report: RunReport, { context: { root, options }, output }: EndedRun): Promise<void> {
  if (process.env.GITHUB_ACTIONS !== 'true' && Object.keys(options.reports).length === 0) return
  const { publishReports } = await import('./publish-reports.ts')
  try {
    const layout = output.layout()
    const { print } = output
    await publishReports(report, { root, files: options.reports, env: process.env, layout, print })
  } catch (error) {
    output.refuse(error instanceof Error ? error : { message: String(error) })
  }
}
