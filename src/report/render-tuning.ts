import type { Stop, TuneResult } from '../core/tune-result.ts'
import { describeDiagnosisNotes } from './describe-diagnosis-notes.ts'
import { describeKeptAnswers } from './describe-kept-answers.ts'
import { describeLogprobGaps } from './describe-logprobs.ts'
import { describeModels } from './describe-models.ts'
import { describeUsage } from './describe-usage.ts'
import { breakLogCommands } from './escape/break-log-commands.ts'
import { oneLine } from './escape-control.ts'
import { fieldLines } from './field-lines.ts'
import { createPage, indent, inset, type Page } from './page.ts'
import { renderAnalysis } from './render-analysis.ts'
import { renderComparison } from './render-comparison.ts'
import { gainFields, warnOfTest } from './render-gain.ts'
import { renderIterations } from './render-iterations.ts'
import type { RenderOptions } from './render-options.ts'
import { renderPromptDiff } from './render-prompt-diff.ts'
import { fileLines } from './render-tuned-file.ts'
import { flow, type Span } from './text-layout.ts'

/**
 * The outcome of a tuning for a terminal: the diff of the prompt, seed against tuned prompt on every split, the iterations, why it
 * stopped, what it took, and what became of the file. No last newline.
 */
export function renderTuning(result: TuneResult, options: RenderOptions): string {
  const page = createPage(options)
  const inner = inset(page, 2)
  // A prompt that was left alone has nothing to be compared with.
  const leftAlone = result.stop.code === 'already-passing'
  const blocks = [
    result.before === result.after ? [] : renderPromptDiff(result.before, result.after, inner),
    leftAlone ? [] : renderComparison(result, inner),
    leftAlone ? [] : renderIterations(result, inner),
    renderAnalysis(result, inner),
    renderOutcome(result, inner),
    result.pending ? [] : fileLines(result, inner),
  ]
  const lines = [
    ...renderTitle(result, page),
    ...blocks.filter((block) => block.length > 0).flatMap((block) => ['', ...indent(block)]),
  ]
  return breakLogCommands(lines.join('\n'))
}

function renderTitle({ suite, model }: TuneResult, page: Page): string[] {
  const title = { text: `Tuning of ${oneLine(suite, 200)}`, paint: page.paint.bold }
  return flow([title, ...describeModels(model, page)], page.width)
}

const labelWidth = 10

const stopWords: Record<Stop['code'], string> = {
  optimizer: 'the optimizer sees nothing more to mend',
  patience: 'dev no longer improves',
  iterations: 'the iterations are used up',
  budget: 'the budget is used up',
  'all-correct': 'nothing is left to fix',
  'already-passing': 'nothing to do',
  'invalid-decisions': 'the optimizer gave no usable revision',
  errors: 'the models could not be asked',
  interrupted: 'interrupted',
}

function renderOutcome(result: TuneResult, page: Page): string[] {
  const { stop, gate, usage, notes, tuned, iterations } = result
  const { paint } = page
  const reason = oneLine(stop.reason)
  const used = describeUsage(usage)
  const gaps = [describeLogprobGaps(tuned.dev ?? {}) ?? []].flat()
  const warning = warnOfTest(result)
  const fields: readonly (readonly [string, readonly Span[]])[] = [
    ...gainFields(result, page),
    ['stopped', [{ text: stopWords[stop.code] + (reason === '' ? '' : ` (${reason})`) }]],
    ['usage', [used, ...describeKeptAnswers(usage, undefined)].flatMap((text) => (text ? [{ text }] : []))],
    ['dev gate', [{ text: oneLine(gate.reason), paint: gate.passed ? paint.green : paint.red }]],
    ['warning', warning ? [{ text: warning, paint: paint.yellow }] : []],
    ...[...notes, ...describeDiagnosisNotes(iterations), ...gaps].map(
      (note) => ['note', [{ text: oneLine(note), paint: paint.dim }]] as const,
    ),
  ]
  return fields.flatMap(([label, spans]) => fieldLines(label, spans, page, labelWidth))
}
