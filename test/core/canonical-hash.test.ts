import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalJson, hashText, hashValue } from '../../src/core/canonical-hash.ts'

/** The same members in another order, at every depth. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, member]) => [name, reversed(member)]),
  )
}

test('equal data has equal text, whatever the order of its members, and is read back as it was', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(canonicalJson(reversed(value))).toBe(canonicalJson(value))
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
    }),
  )
})

test('members are sorted at every depth, undefined ones left out, and the value itself is not changed', () => {
  const value = { b: [{ d: 1, c: undefined }, undefined], a: { z: 1, y: new Date(0) }, __proto__x: 1 }
  expect(canonicalJson(value)).toBe(
    '{"__proto__x":1,"a":{"y":"1970-01-01T00:00:00.000Z","z":1},"b":[{"d":1},null]}',
  )
  expect(Object.keys(value)).toEqual(['b', 'a', '__proto__x'])
})

test('values that differ have different hashes, of the asked length', () => {
  expect(hashValue({ a: 1 })).not.toBe(hashValue({ a: '1' }))
  expect(hashValue([])).not.toBe(hashValue({}))
  expect(hashValue(undefined)).toHaveLength(64)
  expect(hashValue({ a: 1 }, 12)).toBe(hashValue({ a: 1 }).slice(0, 12))
})

test('what says itself how it becomes JSON is taken at its word', () => {
  expect(canonicalJson({ own: { toJSON: () => ({ b: 1, a: 2 }) } })).toBe('{"own":{"a":2,"b":1}}')
})

test('hashes stay what they are: files are known by them', () => {
  expect(hashText('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  expect(hashValue({ b: [1, 'ü'], a: null }, 12)).toBe(hashText('{"a":null,"b":[1,"ü"]}').slice(0, 12))
  expect(hashValue(undefined)).toBe(hashText('undefined'))
})
