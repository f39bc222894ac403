import { expect, test } from 'vitest'
import { includes } from '../../src/scorers/includes.ts'
import { matches } from '../../src/scorers/matches.ts'
import { scorerContract } from './contract.ts'
import { feedbackOf, run, scoreOf } from './run.ts'

scorerContract({
  name: 'includes',
  threshold: 1,
  make: includes,
  right: { output: 'We refund you.', expected: 'refund' },
  wrong: { output: 'No.', expected: 'refund' },
})

scorerContract({
  name: 'matches',
  threshold: 1,
  make: matches,
  right: { output: 'Order 123', expected: '\\d+' },
  wrong: { output: 'Order', expected: '\\d+' },
})

test.each([
  [includes(), 'a b', ['a', 'b'], 1],
  [includes(), 'a', ['a', 'b'], 0],
  [includes({ any: true }), 'a', ['a', 'b'], 1],
  [includes({ any: true }), 'c', ['a', 'b'], 0],
  [includes(), 'Refund', 'refund', 0],
  [includes({ ignoreCase: true }), 'Refund', 'rEFUND', 1],
  [includes(), ['red', 'blue'], 'blue', 1],
  [includes(), ['dark blue'], 'blue', 0],
  [includes(), { note: 'refund soon' }, 'refund', 1],
  [includes({ path: 'note' }), { note: 'refund soon', x: 'no' }, 'no', 0],
  [includes(), 42, 4, 1],
])('includes %#', async (scorer, output, expected, score) => {
  expect(await scoreOf(scorer, { output, expected })).toBe(score)
})

test('includes: an own value needs no `expected`; the feedback says what is missing', async () => {
  expect(await scoreOf(includes({ value: 'refund' }), { output: 'a refund' })).toBe(1)
  expect(await feedbackOf(includes({ value: ['a', 'b', 'c'] }), { output: 'b' })).toBe(
    'expected to find "a" and "c" in "b"',
  )
})

test('includes: an `expected` that is no text is an error', async () => {
  expect(await run(includes(), { output: 'x', expected: { a: 1 } })).toMatchObject({ ok: false })
  expect(await run(includes(), { output: 'x', expected: [] })).toMatchObject({ ok: false })
})

test.each([
  [matches(/^\d{3}$/), '123', 1],
  [matches(/^\d{3}$/), '1234', 0],
  [matches({ path: 'id', pattern: /^T-/i }), { id: 't-1' }, 1],
  [matches({ path: 'id', pattern: /^T-/ }), {}, 0],
])('matches %#', async (scorer, output, score) => {
  expect(await scoreOf(scorer, { output })).toBe(score)
})

test('matches: a global pattern keeps no state', async () => {
  const scorer = matches(/a/g)
  for (let time = 0; time < 3; time++) expect(await scoreOf(scorer, { output: 'a' })).toBe(1)
})

test('matches: a broken pattern in the row is an error, not a wrong output', async () => {
  expect(await feedbackOf(matches(), { output: 'x', expected: '(' })).toContain(
    'broken regular expression in "expected"',
  )
})
