import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../../../src/core/random.ts'
import { addTypos } from '../../../src/evaluate/perturb/add-typos.ts'

const spare = new Set(['billing', 'shipping'])
const typos = (text: string, seed: number) => addTypos(text, createRandom(seed), spare)

const facts = [
  'Margaret',
  'NASA',
  'order-4711',
  '12.50',
  '2024-11-05',
  'https://shop.example/orders?id=parcel',
  'www.parcel.example',
  'support@parcel.example',
  '`deleteParcel`',
  '"express delivery"',
  '“express delivery”',
  'parcel_id',
  'billing',
  'shipping',
  'C:\\parcel\\label',
  './parcel/label',
  '<parcel>',
  '{{parcel}}',
  '@parcelservice',
  '#parcels',
  "parcel's",
  'parcel42',
  'index.parcel',
]
const plain = ['parcel', 'arrived', 'yesterday', 'broken', 'money', 'please', 'refund', 'another']
const short = ['my', 'is', 'not', 'the', 'was', 'a']

describe('typos', () => {
  it('leave facts, short words and spared ones alone, and the first and last letter of the others', () => {
    const token = fc.oneof(
      { weight: 2, arbitrary: fc.constantFrom(...facts) },
      { weight: 4, arbitrary: fc.constantFrom(...plain) },
      { weight: 2, arbitrary: fc.constantFrom(...short) },
    )
    fc.assert(
      fc.property(fc.array(token, { minLength: 1, maxLength: 60 }), fc.integer(), (tokens, seed) => {
        const text = tokens.join(' ')
        const typed = typos(text, seed)
        expect(typos(text, seed)).toBe(typed)
        if (!tokens.some((one) => plain.includes(one))) {
          expect(typed).toBeUndefined()
          return
        }
        const [before, after] = [text.split(' '), (typed ?? '').split(' ')]
        expect(after).toHaveLength(before.length)
        const changed = before.flatMap((one, index) =>
          one === after[index] ? [] : [[one, after[index] ?? '']],
        )
        expect(changed.length).toBeGreaterThan(0)
        expect(changed.length).toBeLessThanOrEqual(4)
        for (const [from = '', to = ''] of changed) {
          expect(plain).toContain(from)
          expect(to[0]).toBe(from[0])
          expect(to.at(-1)).toBe(from.at(-1))
          expect(Math.abs(to.length - from.length)).toBeLessThanOrEqual(1)
        }
      }),
    )
  })

  it('are of the kinds that fingers make', () => {
    const made = new Set(Array.from({ length: 300 }, (_, seed) => typos('the parcel', seed)?.slice(4)))
    expect([...made]).toEqual(expect.arrayContaining(['pacrel', 'paarcel', 'pacel', 'patcel']))
  })

  it('can be made in other alphabets, and in none without words', () => {
    expect(typos('посылка потеряна', 1)).not.toBe('посылка потеряна')
    expect(typos('小包が届きません', 1)).toBeUndefined()
    expect(typos('', 1)).toBeUndefined()
  })
})
