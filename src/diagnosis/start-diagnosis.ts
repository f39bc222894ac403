import type { CaseResult } from '../core/case-result.ts'
import { compareText } from '../core/compare-text.ts'
import type { DiagnosticReport } from '../core/diagnosis.ts'
import { messageOf } from '../core/errors.ts'
import type { Metrics } from '../core/metrics.ts'
import type { DiagnosisOptions } from '../core/options.ts'
import { createRedactor, type Redactor } from '../core/redaction/create-redactor.ts'
import type { TopicHistory } from '../core/topic-history.ts'
import type { ModelClient } from '../model/client.ts'
import { calibrationOf, formatErrorsOf } from './critiques/calibration.ts'
import { collectDiagnoses } from './critiques/collect-diagnoses.ts'
import { createCritic } from './critiques/critic.ts'
import type { PromptMessage } from './critiques/critique-prompt.ts'
import { type CritiqueStore, createCritiqueStore } from './critiques/critique-store.ts'
import { type Ledger, openLedger } from './ledger.ts'
import { redactReport } from './redact-report.ts'

/** Loaded with the first failure: a run without one does not wait for it, and others have cases to wait for. */
const loadTopics = () => import('./topics/find-topics.ts')

export interface StartDiagnosisOptions {
  readonly model: ModelClient
  /** The template of the prompt under test, as text or message by message. */
  readonly promptText: string | readonly PromptMessage[]
  /** What the suite says about good answers, for the critic. */
  readonly criteria?: string | undefined
  readonly options: DiagnosisOptions
  readonly seed: number
  /** The report before: topics that it had keep their ids, and the new report says how they changed. Awaited at the end. */
  readonly previous?: TopicHistory | Promise<TopicHistory | undefined> | undefined
  /** A report later than that one: topics that only it had keep their ids too. */
  readonly since?: Promise<TopicHistory | undefined> | undefined
  /** Critiques that were paid for before, which are not asked for again; new ones are put in. Default: none. */
  readonly known?: CritiqueStore | undefined
  readonly signal?: AbortSignal | undefined
  /** What models say is redacted before it is kept or reported. Default: secrets, by the environment as it is. */
  readonly redactor?: Redactor | undefined
}

/** A diagnosis under way, while results still arrive. */
export interface DiagnosisSession {
  /** Takes a result in; a failed one is critiqued at once, unless `maxCases` asks for a choice among all of them. */
  add(result: CaseResult): void
  /** Waits for the critiques, then finds the topics. The report does not depend on the order in which results were added. */
  finish(metrics: Metrics): Promise<DiagnosticReport>
}

/**
 * Turns failed cases into failure topics: critic -> embeddings -> topics. Never throws for what a model does: what the critic or the
 * embedder cannot give is made without them, and the report's notes say so. `estimateDiagnosis` tells the most calls it can take.
 */
export function startDiagnosis(options: StartDiagnosisOptions): DiagnosisSession {
  const { model, promptText: prompt, criteria, signal, seed } = options
  const { mode } = options.options
  const known = options.known ?? createCritiqueStore()
  const redactor = options.redactor ?? createRedactor()
  const critic = createCritic({ model, prompt, criteria, known, signal, redactor })
  const ledger = openLedger()
  const collecting = collectDiagnoses({ model, critic, ledger, options: options.options, seed, signal })
  const results: CaseResult[] = []
  let loading: ReturnType<typeof loadTopics> | undefined

  return {
    add(result) {
      results.push(result)
      if (mode === 'off' || result.verdict !== 'failed') return
      loading ??= loadTopics()
      collecting.add(result)
    },
    async finish(metrics) {
      const diagnoses = await collecting.finish()
      ledger.spend('critiques', critic.usage())
      ledger.note(...modeNotes(mode, diagnoses.length), ...critic.notes())
      const saving = keep(known, ledger)
      const { findTopics } = await (loading ?? loadTopics())
      const { topics, gone, other, embedder } = await findTopics(diagnoses, {
        ...{ model, prompt, criteria, signal, seed, ledger, options: options.options },
        critic: !critic.isDown(),
        previous: options.previous,
        since: options.since,
      })
      await saving
      const from = (source: (typeof diagnoses)[number]['source']) =>
        diagnoses.filter((diagnosis) => diagnosis.source === source).length
      const calibration = calibrationOf(results, topics, { metrics, diagnoses })
      const report: DiagnosticReport = {
        schema: 'prompt-retune/diagnostic@1',
        metrics,
        topics,
        other: {
          diagnoses: other.length,
          caseIds: [...new Set(other.map(({ diagnosis }) => diagnosis.caseId))].sort(compareText),
        },
        gone: [...gone],
        ...(calibration ? { calibration } : {}),
        formatErrors: formatErrorsOf(results),
        critiqued: from('critic'),
        mechanical: from('mechanical'),
        ...(from('assigned') > 0 ? { assigned: from('assigned') } : {}),
        cost: ledger.cost(critic.reused()),
        embedder,
        usage: ledger.usage(),
        notes: ledger.notes(),
      }
      return redactReport(report, redactor)
    },
  }
}

async function keep(known: CritiqueStore, ledger: Ledger): Promise<void> {
  try {
    await known.save()
  } catch (thrown) {
    ledger.note(`The critiques could not be kept for later runs (${messageOf(thrown)}).`)
  }
}

function modeNotes(mode: DiagnosisOptions['mode'], diagnoses: number): string[] {
  if (mode === 'off') return ['Diagnosis is off.']
  if (mode === 'local' && diagnoses > 0) return ['Topics were made from the results alone, without a model.']
  return []
}
