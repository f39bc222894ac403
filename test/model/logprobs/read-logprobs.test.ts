import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { jsonLeaves } from '../../../src/core/json-leaves.ts'
import { readLogprobs } from '../../../src/model/logprobs/read-logprobs.ts'

/** Tokens as a server gives them: `token` alone cannot tell a character that is spread over several. */
function tokensOf(bytes: Buffer, cuts: readonly number[], logprobs: readonly number[]) {
  const borders = [
    0,
    ...[...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b),
    bytes.length,
  ]
  return borders.slice(1).map((end, index) => {
    const part = bytes.subarray(borders[index], end)
    return { token: part.toString(), bytes: [...part], logprob: -(logprobs[index % logprobs.length] ?? 1) }
  })
}

/** By each byte, whose token it is and whether it lies in one of the ranges: slow and plain. */
function sumOver(
  tokens: readonly { bytes: readonly number[]; logprob: number }[],
  inside: (byte: number) => boolean,
) {
  let at = 0
  return tokens.reduce((sum, { bytes, logprob }) => {
    const own = bytes.map((_, index) => at + index)
    at += bytes.length
    return own.some(inside) ? sum + logprob : sum
  }, 0)
}

const anyText = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
const anyCuts = fc.array(fc.nat(400), { maxLength: 40 })
const anyLogprobs = fc.array(fc.constantFrom(0, 0.25, 0.5, 1, 2.75), { minLength: 1, maxLength: 7 })

describe('however a text is cut into tokens', () => {
  test('each value of JSON gets the tokens that spell any of it, and no others', () => {
    const value = fc.record({
      reason: anyText,
      queue: anyText,
      list: fc.array(fc.oneof(anyText, fc.integer(), fc.boolean()), { maxLength: 3 }),
    })
    fc.assert(
      fc.property(
        value,
        fc.constantFrom(0, 2),
        anyCuts,
        anyLogprobs,
        fc.array(fc.boolean(), { minLength: 1 }),
        (json, indent, cuts, logprobs, picks) => {
          const text = JSON.stringify(json, null, indent)
          const tokens = tokensOf(Buffer.from(text), cuts, logprobs)
          const known = readLogprobs(text, tokens)
          if (typeof known === 'string') throw new Error(known)
          const ranges = (jsonLeaves(text) ?? []).map(({ start, end }) => ({
            start: Buffer.byteLength(text.slice(0, start)),
            end: Buffer.byteLength(text.slice(0, end)),
          }))
          const { leaves = [], shared = [] } = known
          expect(leaves).toHaveLength(ranges.length)
          const chosen = ranges.map((_, index) => picks[index % picks.length] === true)
          const sum =
            leaves.reduce((so, logprob, index) => (chosen[index] ? so + logprob : so), 0) +
            shared.reduce(
              (so, [first, last, logprob]) =>
                chosen.slice(first, last + 1).includes(true) ? so + logprob : so,
              0,
            )
          const wanted = sumOver(tokens, (byte) =>
            ranges.some(({ start, end }, index) => chosen[index] && start <= byte && byte < end),
          )
          expect(sum).toBeCloseTo(wanted, 9)
        },
      ),
      { numRuns: 500 },
    )
  })

  test('plain text gets all tokens but those of outer white space alone, whatever else the server lists', () => {
    fc.assert(
      fc.property(
        anyText,
        fc.constantFrom('', ' ', '\n\n'),
        anyCuts,
        anyLogprobs,
        (word, space, cuts, logprobs) => {
          fc.pre(word.trim() !== '' && jsonLeaves(word) === undefined)
          const text = `${space}${word}${space}`
          const tokens = tokensOf(Buffer.from(text), cuts, logprobs)
          const start = Buffer.byteLength(text.slice(0, text.length - text.trimStart().length))
          const end = start + Buffer.byteLength(text.trim())
          const around = [
            { token: '<think>…</think>', logprob: -3 },
            ...tokens,
            { token: '<|end|>', bytes: null, logprob: -5 },
          ]
          const wanted = sumOver(tokens, (byte) => start <= byte && byte < end)
          expect(readLogprobs(text, around)).toEqual({ all: expect.closeTo(wanted, 9) })
        },
      ),
      { numRuns: 300 },
    )
  })
})

test('a token that holds a quote beside the value counts, one of quotes and names alone does not', () => {
  const tokens = [
    { token: '{"queue', logprob: -1 },
    { token: '":"', logprob: -2 },
    { token: 'bill', logprob: -0.25 },
    { token: 'ing"', logprob: -0.5 },
    { token: '}', logprob: -4 },
  ]
  expect(readLogprobs('{"queue":"billing"}', tokens)).toEqual({ all: -7.75, leaves: [-0.75] })
})

test('numbers are rounded, and what is all but impossible stays a number', () => {
  expect(readLogprobs('no', [{ token: 'no', logprob: -0.123456789 }])).toEqual({ all: -0.12346 })
  expect(
    readLogprobs('no', [
      { token: 'n', logprob: -9999 },
      { token: 'o', logprob: -Infinity },
    ]),
  ).toEqual({ all: -9999 })
  expect(Object.is(Object.values(readLogprobs('no', [{ token: 'no', logprob: 1e-9 }]))[0], 0)).toBe(true)
})

test('says why it tells nothing', () => {
  expect(readLogprobs('no', undefined)).toBe('none')
  expect(readLogprobs('no', null)).toBe('none')
  expect(readLogprobs('no', [])).toBe('none')
  expect(readLogprobs('no', [{ token: 'yes', logprob: -1 }])).toBe('unreadable')
  expect(readLogprobs('no', [{ token: 'no', logprob: null }])).toBe('unreadable')
  expect(readLogprobs('no', ['no'])).toBe('unreadable')
})
