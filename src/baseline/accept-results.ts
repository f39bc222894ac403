import type { Baseline, BaselineCase } from '../core/baseline.ts'
import type { CaseResult } from '../core/case-result.ts'
import { compareText } from '../core/compare-text.ts'
import type { SuiteReport } from '../core/run-report.ts'
import type { TopicHistory } from '../core/topic-history.ts'

/** `all`: the run's results take the place of the accepted ones; `new`: only cases without any are added. */
export type AcceptMode = 'all' | 'new'

/**
 * The baseline after a suite's results were accepted. A case that was skipped or could not be asked keeps what was accepted of it,
 * and a run of a part of the suite leaves the other cases, the prompt and the topics as they were.
 *
 * @param before what was accepted before
 */
export function acceptResults(
  {
    name,
    prompt,
    partial,
    ...report
  }: Pick<SuiteReport, 'name' | 'prompt' | 'partial' | 'results' | 'metrics' | 'diagnosis'>,
  before: Baseline | undefined,
  mode: AcceptMode,
): Baseline {
  const part = partial === true || (mode === 'new' && before !== undefined)
  const cases = new Map(Object.entries(before?.cases ?? {}))
  const ran = new Set(report.results.map(({ id }) => id))
  if (!part) for (const id of cases.keys()) if (!ran.has(id)) cases.delete(id)
  for (const result of report.results) {
    const accepted = acceptedCase(result)
    if (accepted && (mode === 'all' || !cases.has(result.id))) cases.set(result.id, accepted)
  }
  const history = part ? before?.history : historyAfter(report, before)
  const from = (part ? before?.prompt : undefined) ?? prompt
  return {
    schema: 'prompt-retune/baseline@1',
    suite: name,
    ...(from ? { prompt: from } : {}),
    cases: Object.fromEntries([...cases].sort(([a], [b]) => compareText(a, b))),
    ...(history ? { history } : {}),
  }
}

function acceptedCase({ verdict, score, confidence }: CaseResult): BaselineCase | undefined {
  if (verdict !== 'passed' && verdict !== 'failed') return undefined
  return { verdict, score, ...(confidence === undefined ? {} : { confidence }) }
}

/** Failures that were not diagnosed leave the topics that were known. */
function historyAfter(
  { metrics, diagnosis }: Pick<SuiteReport, 'metrics' | 'diagnosis'>,
  before: Baseline | undefined,
): TopicHistory | undefined {
  if (metrics.failed === 0) return undefined
  return diagnosis ? slimHistory(diagnosis) : before?.history
}

/** What it takes to find topics again, and nothing that the model or the dataset said. */
function slimHistory({ topics, embedder }: TopicHistory): TopicHistory {
  return {
    embedder,
    topics: topics
      .map(({ change: _, casesBefore: __, ...topic }) => ({
        ...topic,
        examples: [],
        caseIds: [...topic.caseIds].sort(compareText),
      }))
      .sort((a, b) => compareText(a.id, b.id)),
  }
}
