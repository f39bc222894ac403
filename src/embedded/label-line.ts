import { readGuideLine } from './guide-line.ts'
import { createLabelPattern } from './label-pattern.ts'

const listStart = /^(.*?)\balso: ([^;]*?)([;.]?\s*\bnot: .*)?$/i
const exclusionStart = /^(.*?)([;.]?\s*\bnot: .*)$/i
const endsOpen = /[:|]\s*$|\s[-–—]\s*$/
const leastOwnList = 4

/** A label's line: its own text, the words listed for it, and what it excludes. */
export interface LabelLine {
  readonly number: number
  readonly own: string
  readonly listed: readonly string[]
  /** From the `Not:` on, with what parts it from the text before. */
  readonly exclusion: string
}

const words = (list: string) =>
  list
    .replace(/\.\s*$/, '')
    .split(/,\s*/)
    .map((word) => word.trim())
    .filter(Boolean)

/** A guide that is nothing but single words in alphabetical order is a list that grew here. */
function isGrownList(text: string): boolean {
  const list = words(text)
  const sorted = list.every((word, index) => index === 0 || (list[index - 1] ?? '') <= word)
  return list.length >= leastOwnList && sorted && list.every((word) => /^[\p{L}\p{N}'-]+$/u.test(word))
}

/** Finds the line that begins with a label; a heading is no such line. */
export function findLabelLine(
  lines: readonly string[],
  label: string,
  labels: readonly string[],
): LabelLine | undefined {
  const pattern = createLabelPattern(labels)
  const wanted = labels.indexOf(label)
  const reads = lines.map((line) => readGuideLine(line, pattern))
  const number = reads.findIndex((read) => !read.heading && read.label === wanted)
  const line = lines[number]
  if (line === undefined || wanted < 0) return undefined
  const [, before = line, list = '', after = ''] = listStart.exec(line) ?? []
  if (list !== '') return { number, own: before, listed: words(list), exclusion: after }
  const [, own = line, exclusion = ''] = exclusionStart.exec(line) ?? []
  const text = reads[number]?.text ?? ''
  if (exclusion === '' && isGrownList(text)) {
    return { number, own: line.slice(0, line.lastIndexOf(text)), listed: words(text), exclusion }
  }
  return {
    number,
    own: text === '' && !endsOpen.test(own) ? `${own.trimEnd()}:` : own,
    listed: [],
    exclusion,
  }
}

/** The line again, its list in alphabetical order. */
export function writeLabelLine({ own, listed, exclusion }: Omit<LabelLine, 'number'>): string {
  const list = [...new Set(listed)].sort().join(', ')
  const text = own.replace(/[;\s]+$/, '')
  if (list === '') return `${text}${exclusion}`
  const tail = exclusion === '' || /^[;.\s]/.test(exclusion) ? exclusion : `; ${exclusion}`
  if (endsOpen.test(text) || /[-–—]$/.test(text)) return `${text} ${list}${tail}`
  return `${text}${/[.!?]$/.test(text) ? ' Also' : '; also'}: ${list}${tail}`
}
