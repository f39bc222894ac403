import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dot, toUnit } from '../../../src/diagnosis/clusters/vector.ts'
import { decodeCentroid, encodeCentroid } from '../../../src/diagnosis/topics/encode-centroid.ts'

const member = fc.double({ min: -1, max: 1, noNaN: true })

test('a direction comes back nearly as it was, with as many members', () => {
  fc.assert(
    fc.property(fc.array(member, { minLength: 1, maxLength: 300 }), (members) => {
      const vector = toUnit(members)
      const back = decodeCentroid(encodeCentroid(vector))
      expect(back).toHaveLength(vector.length)
      if (dot(vector, vector) > 0) expect(dot(back, vector)).toBeGreaterThan(0.99)
      else expect([...back]).toEqual(members.map(() => 0))
    }),
  )
})

test('written again, a centroid is the same text', () => {
  fc.assert(
    fc.property(fc.array(member, { maxLength: 50 }), (members) => {
      const text = encodeCentroid(toUnit(members))
      expect(encodeCentroid(decodeCentroid(text))).toBe(text)
    }),
  )
})

test('takes 8 bits a member', () => {
  const text = encodeCentroid(toUnit(Array.from({ length: 1_536 }, (_, index) => Math.sin(index))))
  expect(text).toHaveLength(2_048)
})

test('a text that is no centroid makes no number that is none', () => {
  expect([...decodeCentroid('???')]).toEqual([])
  expect(decodeCentroid('not base64 at all').every(Number.isFinite)).toBe(true)
})
