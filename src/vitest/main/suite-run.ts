import { join } from 'node:path'
import { topicsBefore } from '../../baseline/baseline-of-run.ts'
import { compareWithBaseline } from '../../baseline/compare-with-baseline.ts'
import type { FoundBaseline } from '../../baseline/open-baselines.ts'
import type { CaseResult } from '../../core/case-result.ts'
import { compareText } from '../../core/compare-text.ts'
import type { BaselineComparison } from '../../core/comparison.ts'
import type { ResolvedOptions } from '../../core/options.ts'
import type { Redactor } from '../../core/redaction/create-redactor.ts'
import type { SuiteReport } from '../../core/run-report.ts'
import type { Sensitivity, SensitivityPart } from '../../core/sensitivity.ts'
import type { TopicHistory } from '../../core/topic-history.ts'
import { createCritiqueStore } from '../../diagnosis/critiques/critique-store.ts'
import { openCritiqueStore } from '../../diagnosis/critiques/open-critique-store.ts'
import { describeEstimate, estimateDiagnosis } from '../../diagnosis/estimate-diagnosis.ts'
import { type DiagnosisSession, startDiagnosis } from '../../diagnosis/start-diagnosis.ts'
import { computeMetrics } from '../../evaluate/compute-metrics.ts'
import type { ModelClient } from '../../model/client.ts'
import { oneLine } from '../../report/escape-control.ts'
import type { SuiteInfo } from '../channel.ts'
import { toSuiteReport } from './to-suite-report.ts'

/** The results of one suite as they arrive; failed cases are critiqued at once. */
export interface SuiteRun {
  readonly name: string
  info(): SuiteInfo | undefined
  /** The test files it was seen in: more than one is a mistake. */
  testFiles(): string[]
  /** Are its cases of shards that knew other rows, or another prompt? */
  mixed(): boolean
  add(result: CaseResult, info: SuiteInfo | undefined, testFile: string): void
  /** Takes what became of variants of its cases. */
  addVariants(part: SensitivityPart): void
  /** Waits for the diagnosis. `leftOut`: did some of the suite's tests not run? */
  finish(leftOut: boolean): Promise<SuiteReport>
}

export interface SuiteRunContext {
  /** The project root, absolute: critiques are kept below it, so that a rerun pays for none twice. */
  readonly root: string
  readonly model: ModelClient
  /** Are its answers recorded or replayed? */
  readonly recorded: boolean
  readonly redactor: Redactor
  readonly options: ResolvedOptions
  /** The topics of the suite's last whole run. */
  readonly history: Promise<TopicHistory | undefined>
  /** What the suite is compared with, by its own option; never rejects. */
  baselineOf(own: string | undefined): Promise<FoundBaseline | 'unreadable' | undefined>
  /** Do the results become the baseline? */
  readonly accepting: boolean
  /** Ends the diagnosis: topics are made of what there is. */
  readonly signal: AbortSignal
  /** Takes a line of progress. */
  say(text: string): void
}

/** From so many failed cases on, a diagnosis by a model says beforehand what it may take. */
const many = 50

export function startSuiteRun(
  name: string,
  { root, model, recorded, redactor, options, history, baselineOf, accepting, signal, say }: SuiteRunContext,
): SuiteRun {
  const results = new Map<string, CaseResult>()
  const waiting: CaseResult[] = []
  const testFiles = new Set<string>()
  const wholes = new Set<string>()
  const varied: SensitivityPart[] = []
  let info: SuiteInfo | undefined
  let session: DiagnosisSession | undefined
  let baseline: ReturnType<typeof baselineOf> = Promise.resolve(undefined)
  let accepted: Promise<TopicHistory | undefined> = Promise.resolve(undefined)

  return {
    name,
    info: () => info,
    testFiles: () => [...testFiles].sort(),
    mixed: () => wholes.size > 1,
    add(result, told, testFile) {
      testFiles.add(testFile)
      results.set(result.id, result)
      waiting.push(result)
      if (told?.rows !== undefined) wholes.add(`${told.prompt.hash} ${told.rows}`)
      if (told && !info) {
        info = told
        if (told.note !== undefined) say(`${oneLine(name, 200)}: ${told.note}`)
        baseline = baselineOf(told.baseline)
        accepted = baseline.then((found) => (isReadable(found) ? topicsBefore(found.baseline) : undefined))
        session = startDiagnosis({
          model,
          redactor,
          promptText: told.prompt.sections,
          criteria: told.criteria,
          options: options.diagnose,
          seed: options.tune.seed,
          previous: accepted.then((topics) => topics ?? history),
          since: history,
          signal,
          // What a replay needs is recorded, whoever was asked before.
          known: recorded ? createCritiqueStore() : openCritiqueStore(join(root, '.prompt-retune'), name),
        })
      }
      if (session) for (const ready of waiting.splice(0)) session.add(ready)
    },
    addVariants(part) {
      varied.push(part)
    },
    async finish(leftOut) {
      const ordered = [...results.values()].sort(byPlace)
      const metrics = computeMetrics(ordered)
      const notAsked = ordered.filter(({ skipped }) => skipped === 'budget').length
      const partial = leftOut || metrics.errored > 0 || notAsked > 0
      const [found, acceptedTopics, lastTopics] = await Promise.all([baseline, accepted, history])
      const before = acceptedTopics ?? lastTopics
      const hadTopics = (before?.topics.length ?? 0) > 0
      const wanted = options.diagnose.mode !== 'off' && (metrics.failed > 0 || (hadTopics && !partial))
      if (wanted && options.diagnose.mode === 'llm' && metrics.failed >= many) {
        const estimate = describeEstimate(estimateDiagnosis(metrics.failed, options.diagnose))
        say(`${oneLine(name, 200)}: diagnosing ${metrics.failed} failed cases, ${estimate}`)
      }
      const diagnosis = wanted ? await session?.finish(metrics) : undefined
      const unsure = partial || (diagnosis !== undefined && signal.aborted)
      const comparison = isReadable(found)
        ? compare(ordered, found, { info, partial, seed: options.tune.seed })
        : undefined
      const sensitivity = varied.length > 0 ? await measure(varied, ordered) : undefined
      return toSuiteReport(
        { name, info, results: ordered, metrics, diagnosis, comparison, sensitivity },
        {
          options,
          leftOut,
          unsure,
          base: accepting ? 'accepted' : found === 'unreadable' ? found : comparison,
          since: before && (acceptedTopics ? 'baseline' : 'run'),
          simulated: model.simulated,
          priceOf: (role) => options.prices[model.modelName(role, info?.prompt.model)],
        },
      )
    },
  }
}

async function measure(
  parts: readonly SensitivityPart[],
  results: readonly CaseResult[],
): Promise<Sensitivity | undefined> {
  const [{ mergeParts }, { measureSensitivity }] = await Promise.all([
    import('../../evaluate/perturb/merge-parts.ts'),
    import('../../evaluate/perturb/measure-sensitivity.ts'),
  ])
  const whole = mergeParts(parts)
  return whole && measureSensitivity(whole, results)
}

function isReadable(found: FoundBaseline | 'unreadable' | undefined): found is FoundBaseline {
  return typeof found === 'object'
}

function compare(
  results: readonly CaseResult[],
  { baseline, source }: FoundBaseline,
  { info, partial, seed }: { info: SuiteInfo | undefined; partial: boolean; seed: number },
): BaselineComparison {
  return compareWithBaseline(results, baseline, { source, promptHash: info?.prompt.hash, partial, seed })
}

/** Cases in the order of their rows, then by id: results arrive in any order. */
function byPlace(a: CaseResult, b: CaseResult): number {
  return (
    compareText(a.at?.file ?? '', b.at?.file ?? '') ||
    (a.at?.line ?? 0) - (b.at?.line ?? 0) ||
    compareText(a.id, b.id)
  )
}
