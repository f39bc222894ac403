import fc from 'fast-check'
import { expect, test } from 'vitest'
import { jsonLeaves } from '../../src/core/json-leaves.ts'

/** The leaves of a value, by JSON.parse's own account. */
function leavesOf(
  value: unknown,
  path: readonly string[] = [],
): { path: readonly string[]; value: unknown }[] {
  const members = typeof value === 'object' && value !== null ? Object.entries(value) : []
  if (members.length === 0) return [{ path, value }]
  return members.flatMap(([name, member]) => leavesOf(member, [...path, name]))
}

test('finds every value of any JSON text, with its path and its place', () => {
  fc.assert(
    fc.property(
      fc.jsonValue(),
      fc.constantFrom(0, 1, 3),
      fc.constantFrom('', ' ', '\r\n\t'),
      (value, indent, outer) => {
        const text = `${outer}${JSON.stringify(value, null, indent)}${outer}`
        const found = jsonLeaves(text)?.map(({ path, start, end }) => {
          const said = text.slice(start, end)
          const quoted = text[start - 1] === '"' && text[end] === '"'
          return { path, value: JSON.parse(quoted ? `"${said}"` : said) }
        })
        expect(found).toEqual(leavesOf(JSON.parse(text)))
      },
    ),
    { numRuns: 500 },
  )
})

test('leaves quotes out, takes escapes for what they are, and tells nothing of what is no JSON', () => {
  const text = String.raw`{"a\"b": "x\"}{", "c": [1, {"d": ""}, []], "e": null}`
  const said = jsonLeaves(text)?.map(({ path, start, end }) => [path.join('/'), text.slice(start, end)])
  expect(said).toEqual([
    ['a"b', String.raw`x\"}{`],
    ['c/0', '1'],
    ['c/1/d', '""'],
    ['c/2', '[]'],
    ['e', 'null'],
  ])
  expect(jsonLeaves('billing')).toBeUndefined()
  expect(jsonLeaves('{"a": 1')).toBeUndefined()
  expect(jsonLeaves(`${'['.repeat(5_000)}${']'.repeat(5_000)}`)).toHaveLength(1)
})
