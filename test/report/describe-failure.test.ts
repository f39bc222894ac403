import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CaseResult } from '../../src/core/case-result.ts'
import { describeFailure } from '../../src/report/describe-failure.ts'
import { nastyText, unprintable } from './nasty-text.ts'
import { sampleResult } from './sample-data.ts'

const wrong = (fields: Partial<CaseResult>) =>
  describeFailure(sampleResult(1, { verdict: 'failed', kind: 'wrong', score: 0, ...fields }))
const broken = (kind: CaseResult['kind'], fields: Partial<CaseResult> = {}) =>
  describeFailure(sampleResult(1, { verdict: 'failed', kind, score: 0, ...fields }))
const failing = { name: 'judge', score: 0.2, threshold: 0.5 }

test.each([
  [
    { expected: 'billing', output: 'login', confidence: 0.91 },
    'expected "billing", got "login" (confidence 0.91)',
  ],
  [
    { expected: 'billing', output: { reasoning: 'It says so', queue: 'login' } },
    'expected "billing", got "login"',
  ],
  [
    { expected: { queue: 'billing', urgent: true }, output: { queue: 'login', urgent: true } },
    'queue: expected "billing", got "login"',
  ],
  [{ expected: { queue: 'billing' }, output: { note: 'x' } }, 'queue: expected "billing", got nothing'],
  [{ expected: 4, output: null }, 'expected 4, got null'],
  [{ expected: 'a', output: { b: 1, c: [2, 'd'] } }, 'expected "a", got {"b":1,"c":[2,"d"]}'],
  [{ scores: [{ ...failing, feedback: 'too\nrude' }], expected: 'a', output: 'b' }, 'too rude'],
  [
    {
      scores: [
        { ...failing, feedback: 'too rude' },
        { name: 'length', score: 1, threshold: 1, feedback: 'fine' },
      ],
    },
    'judge: too rude',
  ],
  [{ scores: [failing, { name: 'unscored', score: null, threshold: 1 }] }, 'judge 0.20 is below 0.50'],
  [{ score: 0.25 }, 'score 0.25'],
  [
    { scores: [failing], expected: { queue: 'login' }, output: { queue: 'login' } },
    'judge 0.20 is below 0.50',
  ],
  [
    { scores: [failing], expected: 'login', output: { reason: 'x', queue: 'login' } },
    'judge 0.20 is below 0.50',
  ],
  [
    { scores: [failing, { name: 'short', score: 1, threshold: 0.5 }], expected: 'a', output: 'b' },
    'judge 0.20 is below 0.50; expected "a", got "b"',
  ],
  [
    {
      scores: [
        { ...failing, feedback: 'too rude' },
        { name: 'short', score: 0, threshold: 0.5 },
      ],
    },
    'judge: too rude; short 0.00 is below 0.50',
  ],
])('a wrong output: %j', (fields, text) => {
  expect(wrong(fields)).toBe(text)
})

test('failures of form', () => {
  expect(broken('refusal', { text: "I can't help with that." })).toBe(
    "refused to answer: I can't help with that.",
  )
  expect(broken('length', { text: '{"queue": "bil' })).toBe('cut at the output limit')
  expect(broken('content-filter')).toBe('stopped by the content filter')
  expect(broken('empty', { text: '' })).toBe('empty output')
  expect(broken('malformed', { text: 'Sure!\nHere' })).toBe('not valid JSON: Sure! Here')
  expect(broken('malformed', { text: '{"queue":"x"}', reason: 'queue: invalid option' })).toBe(
    'does not fit the output schema: queue: invalid option',
  )
  expect(broken('malformed', { text: `{${'x'.repeat(4_000)}`, reason: 'not closed' })).toBe(
    'malformed output: not closed',
  )
})

test('other verdicts', () => {
  expect(describeFailure(sampleResult(1))).toBe('passed')
  expect(
    describeFailure(
      sampleResult(1, {
        verdict: 'error',
        score: null,
        error: { kind: 'timeout', message: 'no answer in 60 s' },
      }),
    ),
  ).toBe('timeout: no answer in 60 s')
})

test('huge values are cut', () => {
  const text = wrong({
    expected: 'x'.repeat(1_000_000),
    output: Array.from({ length: 100_000 }, (_, index) => ({ index })),
  })
  expect(text).toMatch(/^expected "x+…", got \[\{"index":0\},/)
  expect(text.length).toBeLessThanOrEqual(300)
})

test('is one safe line of at most 300 characters, whatever the data holds', () => {
  const kinds = fc.constantFrom('wrong', 'refusal', 'malformed', 'length', 'empty', 'content-filter')
  fc.assert(
    fc.property(
      kinds,
      nastyText,
      fc.option(fc.jsonValue(), { nil: undefined }),
      fc.dictionary(nastyText, nastyText),
      fc.option(nastyText, { nil: undefined }),
      (kind, raw, expected, output, feedback) => {
        const long = raw.repeat(20)
        const score = { name: long, score: 0, threshold: 1, ...(feedback === undefined ? {} : { feedback }) }
        const text = describeFailure({
          ...sampleResult(1, { verdict: 'failed', score: 0, confidence: 0.5 }),
          kind,
          text: long,
          reason: raw,
          expected: expected === undefined ? long : JSON.parse(JSON.stringify(expected)),
          output,
          scores: feedback === undefined ? [] : [score, score],
        })
        expect(text).not.toMatch(unprintable)
        expect(text.length).toBeLessThanOrEqual(300)
        expect(text).toMatch(/ \(confidence 0\.50\)$/)
      },
    ),
  )
})
