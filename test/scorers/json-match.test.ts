import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { jsonMatch } from '../../src/scorers/json-match.ts'
import { scorerContract } from './contract.ts'
import { feedbackOf, scoreOf } from './run.ts'

scorerContract({
  name: 'jsonMatch',
  threshold: 1,
  make: jsonMatch,
  right: { output: { a: 1, extra: true }, expected: { a: 1 } },
  wrong: { output: { a: 2 }, expected: { a: 1 } },
})

test.each([
  [{ a: { b: [1, 2] }, c: 3 }, { a: { b: [1, 2] } }, 1],
  [{ a: { b: [1, 2, 3] } }, { a: { b: [1, 2] } }, 0],
  [{ a: { b: [1] } }, { a: { b: [1, 2] } }, 0],
  [{ a: [{ b: 1, c: 2 }] }, { a: [{ b: 1 }] }, 1],
  [{ a: {} }, { a: {} }, 1],
  [{ a: [] }, { a: {} }, 0],
  [{ a: { 0: 1 } }, { a: [1] }, 0],
  [{ a: null }, { a: null }, 1],
  [{}, { a: null }, 0],
  [{ a: '1' }, { a: 1 }, 0],
  ['{"a": 1}', { a: 1 }, 1],
  ['no JSON', { a: 1 }, 0],
  ['text', 'text', 1],
  ['5', '5', 1],
  [[1, 2], [1, 2], 1],
])('%j against %j: %i', async (output, expected, score) => {
  expect(await scoreOf(jsonMatch(), { output, expected })).toBe(score)
})

test('subset: false takes no more than expected, at any depth', async () => {
  const scorer = jsonMatch({ subset: false })
  expect(await scoreOf(scorer, { output: { a: { b: 1 } }, expected: { a: { b: 1 } } })).toBe(1)
  expect(await scoreOf(scorer, { output: { a: { b: 1, c: 2 } }, expected: { a: { b: 1 } } })).toBe(0)
})

describe('paths', () => {
  const output = { user: { name: 'Ann', age: 3 }, other: 1 }
  const expected = { user: { name: 'Ann', age: 4 }, other: 2 }

  test('one', async () => {
    expect(await scoreOf(jsonMatch({ path: 'user.name' }), { output, expected })).toBe(1)
    expect(await scoreOf(jsonMatch({ path: 'user' }), { output, expected: { name: 'Ann' } })).toBe(1)
  })

  test('several', async () => {
    expect(await scoreOf(jsonMatch({ paths: ['user.name'] }), { output, expected })).toBe(1)
    expect(await scoreOf(jsonMatch({ paths: ['user.name', 'other'] }), { output, expected })).toBe(0)
    expect(await scoreOf(jsonMatch({ path: 'user', paths: ['name'] }), { output, expected })).toBe(1)
    expect(await feedbackOf(jsonMatch({ paths: ['user.mail'] }), { output, expected })).toContain(
      '"expected.user.mail"',
    )
  })
})

test('partial: the share of matching leaves', async () => {
  const scorer = jsonMatch({ partial: true })
  const expected = { a: 1, b: { c: 2, d: [3, 4] } }
  expect(await scoreOf(scorer, { output: { a: 1, b: { c: 2, d: [3, 9] } }, expected })).toBe(0.75)
  expect(await scoreOf(scorer, { output: { a: 1 }, expected })).toBe(0.25)
  expect(await scoreOf(scorer, { output: null, expected })).toBe(0)
})

test('feedback names the places', async () => {
  const given = { output: { a: { b: 1 }, list: [1] }, expected: { a: { b: 2 }, list: [1, 2] } }
  expect(await feedbackOf(jsonMatch(), given)).toBe(
    'a.b: expected 2, got 1; list[1]: expected 2, got nothing',
  )
})

test('JSON matches itself, and still does with more members', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(fc.string(), fc.jsonValue()),
      fc.string(),
      fc.jsonValue(),
      async (json, name, more) => {
        expect(await scoreOf(jsonMatch({ subset: false }), { output: json, expected: json })).toBe(1)
        const output = Object.hasOwn(json, name) ? json : { ...json, [name]: more }
        expect(await scoreOf(jsonMatch(), { output, expected: json })).toBe(1)
        expect(
          await scoreOf(jsonMatch({ partial: true }), { output: structuredClone(json), expected: json }),
        ).toBe(1)
      },
    ),
  )
})
