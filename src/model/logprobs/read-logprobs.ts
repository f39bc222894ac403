import { isRecord } from '../../core/json.ts'
import { type JsonLeaf, jsonLeaves } from '../../core/json-leaves.ts'
import type { AnswerLogprobs, TextLogprobs } from './text-logprobs.ts'

interface Token {
  readonly bytes: Buffer
  readonly logprob: number
}

/** A part of the text, in bytes of its UTF-8. */
interface Range {
  readonly start: number
  readonly end: number
}

/** OpenAI's own sign for "very unlikely"; the exponential of any such number is 0. */
const least = -9_999

/**
 * Sums the logarithms of a text's tokens by what they spell. Tokens are compared by their bytes, since a character may be spread over
 * several; what a server lists before the text (reasoning) or after it (end marks) is passed over.
 *
 * @param given `{ token, logprob, bytes? }[]` as both APIs give it, not yet checked
 */
export function readLogprobs(text: string, given: unknown): AnswerLogprobs {
  if (!Array.isArray(given) || given.length === 0) return 'none'
  const tokens = given.map(readToken)
  if (!tokens.every((token) => token !== undefined)) return 'unreadable'
  const said = Buffer.concat(tokens.map(({ bytes }) => bytes))
  const shift = said.lastIndexOf(Buffer.from(text))
  if (text === '' || shift < 0) return 'unreadable'
  let at = -shift
  const placed = tokens.map(({ bytes, logprob }) => {
    const start = at
    at += bytes.length
    return { start, end: at, logprob }
  })
  return sumTokens(text, placed)
}

function readToken(given: unknown): Token | undefined {
  if (!isRecord(given)) return undefined
  const { token, logprob, bytes } = given
  if (typeof logprob !== 'number' || Number.isNaN(logprob)) return undefined
  if (Array.isArray(bytes)) return { bytes: Buffer.from(bytes.map(Number)), logprob: Math.min(0, logprob) }
  return typeof token === 'string' ? { bytes: Buffer.from(token), logprob: Math.min(0, logprob) } : undefined
}

function sumTokens(text: string, tokens: readonly (Range & { readonly logprob: number })[]): TextLogprobs {
  const from = text.length - text.trimStart().length
  const [trimmed = { start: 0, end: 0 }] = toBytes(text, [{ start: from, end: text.trimEnd().length }])
  const found = jsonLeaves(text)
  const leaves = found && toBytes(text, found)
  const sums = leaves?.map(() => 0)
  const shared = new Map<string, [number, number, number]>()
  let all = 0
  let first = 0
  for (const token of tokens) {
    if (overlap(token, trimmed)) all += token.logprob
    if (!leaves || !sums || token.start === token.end) continue
    while (first < leaves.length && (leaves[first]?.end ?? 0) <= token.start) first += 1
    let last = first - 1
    while (last + 1 < leaves.length && (leaves[last + 1]?.start ?? 0) < token.end) last += 1
    if (last < first) continue
    if (last === first) sums[first] = (sums[first] ?? 0) + token.logprob
    else {
      const key = `${first} ${last}`
      shared.set(key, [first, last, (shared.get(key)?.[2] ?? 0) + token.logprob])
    }
  }
  return {
    all: round(all),
    ...(sums ? { leaves: sums.map(round) } : {}),
    ...(shared.size > 0
      ? { shared: [...shared.values()].map(([start, end, sum]) => [start, end, round(sum)]) }
      : {}),
  }
}

function overlap(a: Range, b: Range): boolean {
  return a.start < a.end && a.start < b.end && b.start < a.end
}

/** The ranges of UTF-16 units, which stand in order, as ranges of bytes. */
function toBytes(text: string, ranges: readonly Pick<JsonLeaf, 'start' | 'end'>[]): Range[] {
  let units = 0
  let bytes = 0
  const place = (offset: number) => {
    bytes += Buffer.byteLength(text.slice(units, offset))
    units = offset
    return bytes
  }
  return ranges.map(({ start, end }) => ({ start: place(start), end: place(end) }))
}

/** Five digits after the point move no probability by more than a hundred-thousandth; answers are kept in files that people read. */
function round(logprob: number): number {
  return Math.round(Math.max(least, logprob) * 100_000) / 100_000 + 0
}
