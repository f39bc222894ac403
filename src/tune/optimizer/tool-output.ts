import type { DiagnosticReport } from '../../core/diagnosis.ts'
import type { ToolCall } from '../../model/client.ts'
import type { PromptFile } from '../../prompt/prompt-file.ts'
import { summarizeTopic } from '../memory.ts'
import { diagnoseTool } from './diagnose-tool.ts'
import { promptView } from './first-message.ts'

/** Accounts of single failures shown with each topic. */
const mostExamples = 5

/** The report as the optimizer reads it: metrics and retained topics, no rows, no outputs. */
export function reportOutput(prompt: PromptFile, report: DiagnosticReport): string {
  const { usage: _, ...metrics } = report.metrics
  const topics = report.topics
    .filter(({ retained }) => retained)
    .map((topic) => ({
      ...summarizeTopic(topic),
      examples: topic.examples.slice(0, mostExamples).map(({ why }) => ({ why })),
    }))
  return JSON.stringify({ prompt: promptView(prompt), metrics, topics, notes: report.notes })
}

/** The answer to a call that gets no report: to no tool of ours, or one too many. */
export function emptyOutput({ name }: ToolCall): string {
  return name === diagnoseTool.name
    ? JSON.stringify({
        notes: ['The current prompt was diagnosed once; the report is the same for every call.'],
      })
    : JSON.stringify({ error: `There is no tool "${name}". The only one is ${diagnoseTool.name}.` })
}
