import { createRandom } from '../../../core/random.ts'
import type { PromptFile } from '../../../prompt/prompt-file.ts'
import { readTemplate, type TemplateLine, writeTemplate } from '../template-lines.ts'
import { headings } from './headings.ts'
import type { LayoutChoice, LayoutStyle } from './layout-choice.ts'
import { bullets, numbers } from './list-marks.ts'
import { definitions, fields } from './separators.ts'
import { gaps, lineEnds } from './white-space.ts'

/** The choices in the order in which they are made; a new one is one entry here. */
const choices: readonly LayoutChoice[] = [headings, bullets, numbers, definitions, gaps, lineEnds, fields]

/** Layouts that are tried beyond the first ones at most. */
const mostTried = 500

/** A prompt that says the same in another layout. */
export interface Layout {
  readonly prompt: PromptFile
  /** What differs, in words: `headings **X**, bullets *`. */
  readonly what: string
}

/**
 * So many layouts of a prompt, none of them its own and no two the same; fewer, where there are no more. Words, placeholders, code and
 * JSON stay. The first ones differ from the prompt in everything that can be done otherwise, and between them show every style; those
 * after are drawn by lot.
 */
export function varyLayout(prompt: PromptFile, { count, seed }: { count: number; seed: number }): Layout[] {
  const templates = prompt.sections.map(({ text }) => readTemplate(text))
  const own = prompt.sections.map(({ text }) => text).join('\0')
  const random = createRandom(`${seed} format`)
  const open = choices
    .map(({ styles }) => random.shuffle(styles.filter((style) => changes(templates, style))))
    .filter((styles) => styles.length > 0)
  const rounds = Math.max(0, ...open.map((styles) => styles.length))
  const layouts = new Map<string, Layout>()
  for (let round = 0; layouts.size < count && round < rounds + mostTried; round++) {
    const chosen = open.flatMap((styles) => {
      const pick = round < rounds ? round % styles.length : random.integer(-1, styles.length - 1)
      return styles[pick] ?? []
    })
    const texts = templates.map((lines) =>
      writeTemplate(chosen.reduce<readonly TemplateLine[]>((laid, style) => style.apply(laid), lines)),
    )
    const key = texts.join('\0')
    if (key === own || layouts.has(key)) continue
    const sections = prompt.sections.map((section, index) => ({
      ...section,
      text: texts[index] ?? section.text,
    }))
    layouts.set(key, { prompt: { ...prompt, sections }, what: chosen.map(({ what }) => what).join(', ') })
  }
  return [...layouts.values()]
}

function changes(templates: readonly (readonly TemplateLine[])[], style: LayoutStyle): boolean {
  return templates.some((lines) => writeTemplate(style.apply(lines)) !== writeTemplate(lines))
}
