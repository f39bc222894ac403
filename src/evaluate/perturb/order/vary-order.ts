import { createRandom, type Random } from '../../../core/random.ts'
import type { PromptFile, Section } from '../../../prompt/prompt-file.ts'
import { readTemplate, type TemplateLine, writeTemplate } from '../template-lines.ts'
import { findExamples } from './example-blocks.ts'
import { mapLabels } from './label-lists.ts'
import { findLists, type Span } from './list-blocks.ts'
import { permute } from './permute.ts'
import { tellsOrder } from './tells-order.ts'

/** Orders that are tried for each variant at most. */
const mostTried = 50

/**
 * So many prompts that say the same in another order, none of them the prompt itself and no two the same; fewer, where there are no
 * more. What moves are items of bullet lists, few-shot examples (labelled blocks, or pairs of turns that are named as examples) and
 * labels that are listed in a line; nothing that is numbered, or says that it has an order.
 */
export function varyOrder(
  prompt: PromptFile,
  { count, seed }: { count: number; seed: number },
): PromptFile[] {
  const own = textOf(prompt.sections)
  const made = new Map<string, PromptFile>()
  for (let attempt = 0; made.size < count && attempt < count * mostTried; attempt++) {
    const random = createRandom(`${seed} order ${attempt}`)
    const sections = reorderTurns(
      prompt.sections.map((section) => ({ ...section, text: reorderText(section.text, random) })),
      random,
    )
    const key = textOf(sections)
    if (key === own) break
    if (!made.has(key)) made.set(key, { ...prompt, sections })
  }
  return [...made.values()]
}

function reorderText(template: string, random: Random): string {
  let lines: readonly TemplateLine[] = readTemplate(template)
  for (const spans of [...findLists(lines), ...findExamples(lines)])
    lines = reorderSpans(lines, spans, random)
  return writeTemplate(
    lines.map((line) => (line.fixed ? line : { ...line, text: reorderLabels(line.text, random) })),
  )
}

/** The text between the spans stays where it is. */
function reorderSpans(
  lines: readonly TemplateLine[],
  spans: readonly Span[],
  random: Random,
): readonly TemplateLine[] {
  const items = spans.map(({ start, end }) => lines.slice(start, end))
  const words = items.map((item) => writeTemplate(item))
  if (tellsOrder(words, introductionOf(lines, spans[0]?.start ?? 0))) return lines
  const ordered = permute(items, random, writeTemplate)
  if (!ordered) return lines
  const between = spans.map(({ end }, index) => lines.slice(end, spans[index + 1]?.start ?? lines.length))
  return [
    ...lines.slice(0, spans[0]?.start ?? 0),
    ...ordered.flatMap((item, index) => [...item, ...(between[index] ?? [])]),
  ]
}

/** The paragraph above a block, and the line above that, which may be its heading. */
function introductionOf(lines: readonly TemplateLine[], start: number): string {
  return lines
    .slice(0, start)
    .filter(({ text }) => text.trim() !== '')
    .slice(-2)
    .map(({ text }) => text)
    .join('\n')
}

function reorderLabels(text: string, random: Random): string {
  return mapLabels(text, (labels) =>
    tellsOrder(labels, text) ? labels : (permute(labels, random, String) ?? labels),
  )
}

const exampleName = /^(?:user|assistant):[ \t]*(?:examples?|ex|shots?|few-?shots?|samples?|demos?)\b/i

/** Pairs of turns without a placeholder, whose names say that they are examples. */
function reorderTurns(sections: readonly Section[], random: Random): readonly Section[] {
  const isExample = (section: Section | undefined, role: Section['role']) =>
    section?.role === role && section.variables.length === 0 && exampleName.test(section.name)
  const pairs: number[] = []
  for (let index = 0; index < sections.length - 1; index++) {
    const isPair = isExample(sections[index], 'user') && isExample(sections[index + 1], 'assistant')
    const follows = pairs.length === 0 || pairs.at(-1) === index - 2
    if (isPair && follows) pairs.push(index)
  }
  const texts = pairs.map((index) => [sections[index]?.text ?? '', sections[index + 1]?.text ?? ''])
  const ordered = permute(texts, random, JSON.stringify)
  if (!ordered) return sections
  const moved = new Map(
    pairs.flatMap((index, place) =>
      (ordered[place] ?? []).map((text, turn) => [index + turn, text] as const),
    ),
  )
  return sections.map((section, index) => ({ ...section, text: moved.get(index) ?? section.text }))
}

function textOf(sections: readonly Section[]): string {
  return sections.map(({ text }) => text).join('\0')
}
