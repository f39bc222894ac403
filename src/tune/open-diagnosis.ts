import type { CaseResult } from '../core/case-result.ts'
import type { DiagnosticReport } from '../core/diagnosis.ts'
import type { Metrics } from '../core/metrics.ts'
import type { TopicHistory } from '../core/topic-history.ts'
import type { CritiqueStore } from '../diagnosis/critiques/critique-store.ts'
import { startDiagnosis } from '../diagnosis/start-diagnosis.ts'
import type { PromptFile } from '../prompt/prompt-file.ts'
import { runCritiques } from './resume/run-critiques.ts'
import type { RunContext } from './run-context.ts'

interface ToDiagnose {
  readonly prompt: PromptFile
  readonly iteration: number
  /** The report before, whose topics keep their ids. */
  readonly previous: TopicHistory | Promise<TopicHistory | undefined> | undefined
  readonly critiques: CritiqueStore
}

/** A diagnosis of a prompt under way. */
export interface Diagnosing {
  add(result: CaseResult): void
  /** Makes the report and journals it, unless the tuning was stopped meanwhile. `whole`: were all the results in? */
  finish(metrics: Metrics, whole: boolean): Promise<DiagnosticReport>
  /** Waits until the critiques are saved, which the report does not; notes it where they could not be. */
  saved(): Promise<void>
}

/** Starts the diagnosis of a prompt, as a part of a tuning: the report of an earlier process stands. */
export function openDiagnosis(
  { prompt, iteration, previous, critiques }: ToDiagnose,
  context: RunContext,
): Diagnosing {
  const { input, history, signal } = context
  // Whatever its calls would come to in another order.
  const settled = history.report(iteration, prompt.hash)
  const known = runCritiques(critiques, context.log, {
    iteration,
    revision: prompt.hash === input.prompt.hash ? undefined : prompt.hash,
  })
  const session = startDiagnosis({
    model: settled ? context.recall : input.model,
    promptText: prompt.sections.map(({ role, text }) => ({ role, content: text })),
    criteria: input.criteria,
    // A tuning lives by its reports: without a critic they are made from the results.
    options: input.diagnosis.mode === 'off' ? { ...input.diagnosis, mode: 'local' } : input.diagnosis,
    seed: input.options.seed,
    previous,
    known,
    signal,
    redactor: context.redactor,
  })
  return {
    add: (result) => session.add(result),
    async finish(metrics, whole) {
      const made = await session.finish(metrics)
      const report = settled ?? made
      context.meter.add(report.usage)
      if (whole && !context.stops.reason()) {
        await context.journal.append({ type: 'report', iteration, promptHash: prompt.hash, report })
      }
      return report
    },
    async saved() {
      const unsaved = await known.saved()
      if (unsaved !== undefined && !context.notes.includes(unsaved)) context.notes.push(unsaved)
    },
  }
}
