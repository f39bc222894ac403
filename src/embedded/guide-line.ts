import type { LabelPattern } from './label-pattern.ts'

/** One line of a prompt, as far as its form goes. */
export interface GuideLine {
  readonly indent: number
  readonly bullet: boolean
  readonly heading: boolean
  /** The label that the line begins with, when it is an entry of the guide. */
  readonly label?: number
  /** The text after the bullet and the label. */
  readonly text: string
}

const opening = /^(\s*)((?:[-*+•]|\d+[.)])\s+|#{1,6}\s+|\|\s*)?/
const marks = /^[`*_"'“”‘’[\](]+/
const delimiter = /^\s*(?:[:=|,>(]|[-–—→]+>?(?=\s|$))/

/** Reads the form of a line; with a bullet or a heading the label needs no delimiter after it. */
export function readGuideLine(line: string, pattern: LabelPattern): GuideLine {
  const start = opening.exec(line)
  const indent = start?.[1]?.length ?? 0
  const sign = start?.[2] ?? ''
  const heading = sign.startsWith('#')
  const bullet = sign !== '' && !heading
  const form = { indent, bullet, heading }
  const body = line.slice(start?.[0].length ?? 0)
  const inner = body.replace(marks, '')
  const found = pattern.mentions(inner)
  const [first, second] = found
  const named = heading && new Set(found.map(({ label }) => label)).size === 1 ? first : undefined
  const lead = first?.index === 0 ? first : named
  if (!lead) return { ...form, text: body }
  const rest = inner.slice(lead.end).replace(/^[`*_"'“”‘’\])]+/, '')
  const delimited = rest.trim() === '' || delimiter.test(rest)
  const listed =
    second !== undefined && /^[\s,/|&]*(?:and|or)?[\s`*"']*$/.test(inner.slice(lead.end, second.index))
  if (listed || !(bullet || heading || delimited)) return { ...form, text: body }
  return { ...form, label: lead.label, text: rest.replace(delimiter, '').replace(/^[\s`*_:]+/, '') }
}
