import { expect, test } from 'vitest'
import { exactMatch } from '../../src/scorers/exact-match.ts'
import { includes } from '../../src/scorers/includes.ts'
import { numeric } from '../../src/scorers/numeric.ts'
import { scorerContract } from './contract.ts'
import { feedbackOf, scoreOf } from './run.ts'

scorerContract({
  name: 'exactMatch',
  threshold: 1,
  make: exactMatch,
  right: { output: 'billing', expected: 'billing' },
  wrong: { output: 'login', expected: 'billing' },
})

test.each([
  [' billing\n', 'billing', 1],
  ['Billing', 'billing', 0],
  ['', '', 1],
  ['5', 5, 1],
  [5, '5', 1],
  ['true', true, 1],
  ['null', null, 0],
  [null, null, 1],
  [{ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }, 1],
  [{ b: 2, a: 1 }, { a: 1, b: 2 }, 1],
  [{ a: 1 }, { a: 1, b: 2 }, 0],
  [{ a: ' x ' }, { a: 'x' }, 0],
])('%j against %j: %i', async (output, expected, score) => {
  expect(await scoreOf(exactMatch(), { output, expected })).toBe(score)
})

test('options', async () => {
  expect(await scoreOf(exactMatch({ ignoreCase: true }), { output: 'BILLING', expected: 'billing' })).toBe(1)
  expect(await scoreOf(exactMatch({ trim: false }), { output: 'billing ', expected: 'billing' })).toBe(0)
  expect(exactMatch({ name: 'queue' }).scorerName).toBe('queue')
})

test.each([
  [{ queue: 'billing' }, { queue: 'billing', note: 'x' }, 1],
  [{ queue: 'billing' }, 'billing', 1],
  [{ queue: { id: 1 } }, { id: 1 }, 1],
  ['{"queue": "billing"}', 'billing', 1],
  [{ queue: 'login' }, 'billing', 0],
  [{}, 'billing', 0],
  ['no JSON', 'billing', 0],
  [null, 'billing', 0],
])('path: %j against %j: %i', async (output, expected, score) => {
  expect(await scoreOf(exactMatch({ path: 'queue' }), { output, expected })).toBe(score)
})

test('deep paths, and own members only', async () => {
  const output = { items: [{ price: 3 }], 'a.b': 1 }
  expect(await scoreOf(exactMatch({ path: 'items[0].price' }), { output, expected: 3 })).toBe(1)
  expect(await scoreOf(exactMatch({ path: 'items.0.price' }), { output, expected: 3 })).toBe(1)
  expect(
    await feedbackOf(exactMatch({ path: 'constructor.name' }), { output, expected: 'Object' }),
  ).toContain('got nothing')
})

test('a path that leads nowhere is named, with what the output has', async () => {
  const output = { reasoning: 'x', queue: 'billing' }
  const expected = { queue: 'billing' }
  expect(await feedbackOf(exactMatch({ path: 'qeue' }), { output, expected })).toBe(
    'expected {"queue":"billing"}, got nothing at "qeue": the output has reasoning and queue',
  )
  expect(await feedbackOf(numeric({ path: 'n' }), { output, expected: 3 })).toBe(
    'expected 3, got nothing at "n": the output has reasoning and queue',
  )
  expect(await feedbackOf(includes({ path: 'text' }), { output: 'no JSON', expected: 'x' })).toBe(
    'expected to find "x" in nothing at "text": the output has no members',
  )
})

test('feedback says both, and is cut', async () => {
  expect(await feedbackOf(exactMatch(), { output: 'login', expected: 'billing' })).toBe(
    'expected "billing", got "login"',
  )
  expect(await feedbackOf(exactMatch(), { output: '😀'.repeat(500), expected: 'x'.repeat(500) })).toSatisfy(
    (text: string) => text.length <= 200 && text.isWellFormed(),
  )
})

test('a row without the field of the path is named', async () => {
  expect(await feedbackOf(exactMatch({ path: 'queue' }), { output: {} })).toBe(
    'The scorer "exactMatch" needs the row field "expected.queue", which case "case-1" does not have.',
  )
})
