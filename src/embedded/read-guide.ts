import { fallbackOf, isFallbackSentence, takesEverythingElse } from './fallback-label.ts'
import { readGuideLine } from './guide-line.ts'
import type { LabelPattern } from './label-pattern.ts'

/** Text that a prompt gives for one label; prose counts less than an entry of its own. */
export interface GuideText {
  readonly label: number
  readonly text: string
  readonly kind: 'entry' | 'prose'
}

export interface GuideReading {
  readonly texts: readonly GuideText[]
  /** What the prompt says to answer when nothing fits. */
  readonly fallback?: number
  /** Numbers (from 0) of the lines that are entries or belong to one. */
  readonly entryLines: ReadonlySet<number>
}

const sentenceEnd = /(?<=[.!?;])\s+/
const turnsAway = /\b(?:not|rather than|instead of|never)\b[\s\w'"`*]*$/i

/** The one label that a sentence is about: mentioned alone, or beside others that it turns away from ("not billing"). */
function subjectOf(sentence: string, pattern: LabelPattern): number | undefined {
  const mentioned = pattern.mentions(sentence)
  const all = new Set(mentioned.map(({ label }) => label))
  if (all.size === 1) return mentioned[0]?.label
  const kept = mentioned.filter(({ index }, position) => {
    const clause = sentence.slice(mentioned[position - 1]?.end ?? 0, index)
    return !turnsAway.test(clause)
  })
  const subjects = new Set(kept.map(({ label }) => label))
  return subjects.size === 1 ? kept[0]?.label : undefined
}

/**
 * Reads what a prompt says about each label: lines that begin with it (bullets, table rows, headings with the text under
 * them) and sentences about it alone.
 */
export function readGuide(prompt: string, pattern: LabelPattern): GuideReading {
  const texts: GuideText[] = []
  const entryLines = new Set<number>()
  let fallback: number | undefined
  let restTaker: number | undefined
  let open: { label: number; indent: number; until: 'dedent' | 'blank' | 'heading' } | undefined

  const addSentences = (text: string, label: number | undefined) => {
    for (const sentence of text.split(sentenceEnd)) {
      if (isFallbackSentence(sentence)) {
        fallback ??= fallbackOf(sentence, pattern) ?? label
      } else if (label !== undefined) {
        if (takesEverythingElse(sentence)) restTaker ??= label
        texts.push({ label, text: sentence, kind: 'entry' })
      } else {
        const subject = subjectOf(sentence, pattern)
        if (subject !== undefined) texts.push({ label: subject, text: sentence, kind: 'prose' })
      }
    }
  }

  for (const [number, line] of prompt.split('\n').entries()) {
    if (line.trim() === '') {
      if (open?.until === 'blank') open = undefined
      continue
    }
    const read = readGuideLine(line, pattern)
    if (read.label !== undefined && !isFallbackSentence(line)) {
      const until = read.heading ? 'heading' : read.text === '' && !read.bullet ? 'blank' : 'dedent'
      open = { label: read.label, indent: read.indent, until }
      entryLines.add(number)
      addSentences(read.text, read.label)
      continue
    }
    if (read.heading || (open?.until === 'dedent' && read.indent <= open.indent)) open = undefined
    if (open) entryLines.add(number)
    addSentences(read.text, open?.label)
  }
  const otherwise = fallback ?? restTaker
  return { texts, entryLines, ...(otherwise === undefined ? {} : { fallback: otherwise }) }
}
