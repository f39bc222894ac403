import type { TemplateLine } from '../template-lines.ts'
import type { Span } from './list-blocks.ts'

/** `Input: ...`: the label of a line of an example. */
const labelled = /^(\p{Lu}[\p{L} ]{0,24}):(?=[ \t]|$)/u
/** Labels of who speaks: blocks of these may be one conversation. */
const speakers = /^(?:user|assistant|human|ai|bot|agent|customer|client|operator|system|speaker|me|you)$/i

/** Runs of blocks between blank lines that are few-shot examples: two labels at least, the same in each, and no placeholder. */
export function findExamples(lines: readonly TemplateLine[]): Span[][] {
  const runs: Span[][] = []
  let run: Span[] = []
  let form: string | undefined
  for (const span of blocksOf(lines)) {
    const next = formOf(lines.slice(span.start, span.end))
    if (next === undefined || next !== form) {
      runs.push(run)
      run = []
    }
    form = next
    if (next !== undefined) run.push(span)
  }
  return [...runs, run].filter((spans) => spans.length > 1)
}

function blocksOf(lines: readonly TemplateLine[]): Span[] {
  const spans: Span[] = []
  let start: number | undefined
  for (let index = 0; index <= lines.length; index++) {
    const blank = (lines[index]?.text ?? '').trim() === ''
    if (!blank) start ??= index
    else if (start !== undefined) {
      spans.push({ start, end: index })
      start = undefined
    }
  }
  return spans
}

function formOf(block: readonly TemplateLine[]): string | undefined {
  if (block.some(({ text, fixed }) => fixed || text.includes('{{'))) return undefined
  const labels = block.flatMap(({ text }) => labelled.exec(text)?.[1] ?? [])
  const whole = labels.length > 1 && labelled.test(block[0]?.text ?? '')
  return whole && !labels.some((label) => speakers.test(label)) ? labels.join('\n') : undefined
}
