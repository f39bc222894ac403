import { redactionMark } from './redaction-mark.ts'

/** So much of a secret, where a text was cut off in it, is taken out too. */
const leastPart = 6
const cutMark = /…|\.\.\./g
/** Cuts that are looked at; texts of our own have one or two. */
const mostCuts = 20

/** @param values longest first */
export function createValueRedaction(values: readonly string[]): (text: string) => string {
  if (values.length === 0) return (text) => text
  const any = new RegExp(values.map(escapePattern).join('|'), 'g')
  return (text) => withoutParts(text.replace(any, redactionMark), values)
}

function withoutParts(text: string, values: readonly string[]): string {
  if (!text.includes('…') && !text.includes('...')) return text
  let result = ''
  let done = 0
  let cuts = 0
  for (const { index } of text.matchAll(cutMark)) {
    cuts += 1
    if (cuts > mostCuts) break
    const before = text.slice(Math.max(done, index - 500), index)
    const length = Math.max(...values.map((value) => partAtEnd(before, value)))
    if (length < leastPart) continue
    result += text.slice(done, index - length) + redactionMark
    done = index
  }
  return done === 0 ? text : result + text.slice(done)
}

/** How long a beginning of the value the text ends in. */
function partAtEnd(text: string, value: string): number {
  for (let length = Math.min(value.length, text.length, 500); length >= leastPart; length--) {
    if (text.endsWith(value.slice(0, length))) return length
  }
  return 0
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
}
