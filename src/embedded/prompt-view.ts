import type { Turn } from './conversation.ts'
import { knownGuide, type Shot } from './known-guide.ts'
import { readGuide } from './read-guide.ts'

/** A target's conversation, parted into what is prompt and what is the case at hand. */
export interface PromptView {
  /** All text that may hold the guide. */
  readonly prompt: string
  /** Earlier answers with what they answered: shots of the prompt. */
  readonly shots: readonly Shot[]
  readonly input: string
}

/** `<ticket>` ... `</ticket>` or `"""` ... `"""` on lines of their own. */
const fenced = /^[ \t]*(?:<([\w-]+)>[ \t]*\n([\s\S]*?)\n[ \t]*<\/\1>|"""\s*\n([\s\S]*?)\n[ \t]*""")[ \t]*$/m
const named = /^[A-Z][\w ]{0,30}:[ \t]*(.*)$/

function fencedText(text: string): string | undefined {
  const found = fenced.exec(text)
  return found?.[2] ?? found?.[3]
}

/** In a message that holds guide and case together: the text after a line such as `Ticket:`, else all that is no guide. */
function inputBeside(message: string, entryLines: ReadonlySet<number>): string {
  const lines = message.split('\n')
  const regions: string[][] = [[]]
  for (const [number, line] of lines.entries()) {
    if (entryLines.has(number)) regions.push([])
    else regions.at(-1)?.push(line)
  }
  for (const region of regions.toReversed()) {
    for (const [index, line] of region.entries()) {
      const name = named.exec(line)
      const text = name ? [name[1] ?? '', ...region.slice(index + 1)].join('\n').trim() : ''
      if (text !== '') return text
    }
  }
  return regions.flat().join('\n').trim()
}

/**
 * Parts a conversation. The prompt is the system and developer turns; a user turn counts as prompt too when those give no
 * label an entry and it gives one to at least two labels.
 */
export function viewPrompt(turns: readonly Turn[], labels: readonly string[]): PromptView {
  const last = turns.findLastIndex(({ role }) => role === 'user')
  const message = turns[last]?.text ?? ''
  const instructions = turns
    .filter(({ role }) => role === 'system' || role === 'developer')
    .map(({ text }) => text)
  const prompt = instructions.join('\n\n')
  const shots = turns.flatMap(({ role, text }, index) => {
    const before = turns[index - 1]
    return role === 'assistant' && index < last && before?.role === 'user'
      ? [{ input: before.text, answer: text }]
      : []
  })
  const known = knownGuide(prompt, labels)
  const separate = { prompt, shots, input: fencedText(message) ?? message }
  if (known.reading.texts.some(({ kind }) => kind === 'entry')) return separate
  const own = readGuide(message, known.pattern)
  const described = new Set(own.texts.filter(({ kind }) => kind === 'entry').map(({ label }) => label))
  if (described.size < Math.min(2, labels.length)) return separate
  const input = fencedText(message) ?? inputBeside(message, own.entryLines)
  const fixed = message.includes(input)
    ? message.replace(input, () => '')
    : message
        .split('\n')
        .filter((_line, number) => own.entryLines.has(number))
        .join('\n')
  return { prompt: `${prompt}\n${fixed}`, shots, input }
}
