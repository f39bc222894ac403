import type { DiagnosticReport } from '../../core/diagnosis.ts'
import type { PromptFile } from '../../prompt/prompt-file.ts'
import { summarizeTopics } from '../memory/memory.ts'
import type { Progress } from '../memory/progress.ts'
import { promptView } from './first-message.ts'

export interface ReportToGive {
  readonly prompt: PromptFile
  readonly report: DiagnosticReport
  readonly progress: Progress | undefined
  /** What was odd about the call. */
  readonly notes: readonly string[]
}

/** The report as the optimizer reads it: metrics and retained topics, no rows, no outputs. */
export function reportOutput({ prompt, report, progress, notes }: ReportToGive): string {
  // What a prompt says of confidence moves the reported one.
  const { usage: _, logprobs: __, ...metrics } = report.metrics
  return JSON.stringify({
    prompt: promptView(prompt),
    metrics,
    topics: summarizeTopics(report.topics),
    ...(progress ? { progress } : {}),
    notes: [...notes, ...report.notes],
  })
}
