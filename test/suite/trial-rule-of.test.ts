import { expect, it } from 'vitest'
import { checkTrials, trialRuleOf } from '../../src/suite/trial-rule-of.ts'

const suite = { trials: 5, pass: { atLeast: 4 } }

it.each([
  ['the suite says it', {}, suite, { trials: 5, atLeast: 4 }],
  ['all must pass where nothing is said', {}, { trials: 3, pass: undefined }, { trials: 3, atLeast: 3 }],
  ['a row with a rule of its own', { pass: { atLeast: 2 } }, suite, { trials: 5, atLeast: 2 }],
  ['a row with trials of its own', { trials: 2 }, suite, { trials: 2, atLeast: 2 }],
  ['a row with both', { trials: 9, pass: { atLeast: 5 } }, suite, { trials: 9, atLeast: 5 }],
] as const)('%s', (_, row, options, rule) => {
  expect(trialRuleOf(row, options)).toEqual(rule)
})

it('a row that could never pass is refused, by its place', () => {
  const row = { id: 'a', input: {}, tags: [], critical: false, at: { file: 'rows.jsonl', line: 7 } }
  expect(() => checkTrials([{ ...row, pass: { atLeast: 6 } }], suite)).toThrow(
    /rows\.jsonl:7.*"a" could never pass/s,
  )
  expect(() => checkTrials([row], suite)).not.toThrow()
})
