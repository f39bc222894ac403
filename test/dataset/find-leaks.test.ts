import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Case, type Split, splits } from '../../src/core/case.ts'
import { createRandom } from '../../src/core/random.ts'
import { findLeaks } from '../../src/dataset/find-leaks.ts'

function makeCase(id: string, text: string, split?: Split): Case {
  return { id, input: { text }, tags: [], critical: false, ...(split && { split }) }
}

const brief = (cases: Case[]) => findLeaks(cases).map(({ kind, a, b }) => `${kind} ${a.id} ${b.id}`)

const long =
  'I ordered a pair of shoes three weeks ago and they still have not come; the tracking page says that the parcel left the depot on Monday, and nobody answers the telephone.'

describe('findLeaks', () => {
  it('finds exact twins in other spellings, across splits only', () => {
    const cases = [
      makeCase('a', 'Where is my\norder?', 'optimization'),
      makeCase('b', '  WHERE is my order? ', 'dev'),
      makeCase('c', 'Where is my order?', 'optimization'),
      makeCase('d', 'ｗｈｅｒｅ is my order?', 'test'),
      makeCase('e', 'Where is my order?'),
      makeCase('f', 'Where is my offer?', 'test'),
    ]
    expect(brief(cases)).toEqual(['exact a b', 'exact b c', 'exact a d'])
    expect(findLeaks(cases)[0]).toMatchObject({ similarity: 1 })
  })

  it('keeps apart inputs of other keys, other numbers or other short texts', () => {
    const numbers = [1, 2, 3].map(
      (n): Case => ({ ...makeCase(`n${n}`, '', splits[n - 1]), input: { n, of: 'sum' } }),
    )
    expect(findLeaks(numbers)).toEqual([])
    expect(
      brief([makeCase('a', 'no', 'dev'), makeCase('b', 'on', 'test'), makeCase('c', '', 'test')]),
    ).toEqual([])
    const swapped: Case[] = [
      { ...makeCase('a', '', 'dev'), input: { from: 'x', to: 'y' } },
      { ...makeCase('b', '', 'test'), input: { from: 'y', to: 'x' } },
    ]
    expect(findLeaks(swapped)).toEqual([])
  })

  it('finds a long text with one word changed, and not a rewritten one', () => {
    const cases = [
      makeCase('a', long, 'optimization'),
      makeCase('b', long.replace('Monday', 'Friday'), 'test'),
      makeCase('c', long.replace('I ordered a pair of shoes', 'My brother bought two lamps'), 'dev'),
    ]
    expect(brief(cases)).toEqual(['near a b'])
    expect(findLeaks(cases)[0]?.similarity).toBeGreaterThanOrEqual(0.9)
    expect(findLeaks(cases)[0]?.similarity).toBeLessThan(1)
  })

  it('finds a near twin of a very long text, and only that one', () => {
    const random = createRandom(7)
    const write = () => Array.from({ length: 900 }, () => random.integer(0, 1e9).toString(36)).join(' ')
    const document = write()
    const cases = [
      makeCase('a', write(), 'optimization'),
      makeCase('b', document, 'optimization'),
      makeCase('c', write(), 'dev'),
      makeCase('d', `${document.slice(0, 3_000)} changed here ${document.slice(3_010)}`, 'dev'),
    ]
    expect(brief(cases)).toEqual(['near b d'])
  })

  it('finds what comparing all pairs finds', () => {
    const grams = (text: string) =>
      new Set(
        Array.from({ length: Math.max(1, text.length - 4) }, (_, start) => text.slice(start, start + 5)),
      )
    const jaccard = (a: Set<string>, b: Set<string>) => {
      const shared = [...a].filter((gram) => b.has(gram)).length
      return shared / (a.size + b.size - shared)
    }
    const pieces = ['the order is late ', 'please help me now ', 'i was charged twice ', 'x', 'y', '1', '22 ']
    const text = fc
      .array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 14 })
      .map((parts) => parts.join('').trim())
    fc.assert(
      fc.property(fc.array(fc.tuple(text, fc.constantFrom(...splits)), { maxLength: 25 }), (rows) => {
        const cases = rows.map(([each, split], index) => makeCase(String(index), each, split))
        const expected = rows.flatMap(([each, split], b) => {
          const similar = rows
            .slice(0, b)
            .filter((row) => row[1] !== split && jaccard(grams(row[0]), grams(each)) >= 0.9)
          return similar.length > 0 ? [String(b)] : []
        })
        expect(findLeaks(cases).map(({ b }) => b.id)).toEqual(expected)
      }),
      { numRuns: 300 },
    )
  })

  it('names every row of a large set of one template', () => {
    const cases = Array.from({ length: 2_000 }, (_, index) =>
      makeCase(String(index), `${long} Order ${index}`, splits[index % 3]),
    )
    const leaks = findLeaks(cases)
    expect(leaks).toHaveLength(1_999)
    expect(leaks.every(({ a, b }) => a.split !== b.split)).toBe(true)
    expect(findLeaks(cases)).toEqual(leaks)
  })
})
