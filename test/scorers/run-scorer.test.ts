import assert from 'node:assert/strict'
import { ExactMatch, Factuality, JSONDiff, Levenshtein, NumericDiff } from 'autoevals'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { JsonValue } from '../../src/core/json.ts'
import { scoreSchema } from '../../src/core/score.ts'
import { exactMatch } from '../../src/scorers/exact-match.ts'
import type { Scorer, ScorerResult, SuiteScorer } from '../../src/scorers/scorer.ts'
import { run } from './run.ts'

const given = { output: 'login', expected: 'billing' }
const gives = (result: unknown) =>
  run(function mine() {
    return result as ScorerResult
  }, given)
const throws = (thrown: unknown) =>
  run(function mine() {
    throw thrown
  }, given)

describe('what a scorer may give', () => {
  test.each([
    [1, 1],
    [0.25, 0.25],
    [0, 0],
    [true, 1],
    [false, 0],
    [null, null],
    [{ score: 0.5 }, 0.5],
    [{ score: true }, 1],
    [{ score: null }, null],
  ])('%j', async (result, score) => {
    expect(await gives(result)).toEqual({ ok: true, score: { name: 'mine', score, threshold: 0.7 } })
    expect(await gives(Promise.resolve(result))).toMatchObject({ ok: true, score: { score } })
  })

  test('a name, feedback and metadata', async () => {
    expect(await gives({ name: 'Tone', score: 0, feedback: 'curt', metadata: { words: 1 } })).toEqual({
      ok: true,
      score: { name: 'Tone', score: 0, threshold: 0.7, feedback: 'curt', metadata: { words: 1 } },
    })
    expect(await gives({ score: 0, metadata: { rationale: 'too curt' } })).toMatchObject({
      score: { feedback: 'too curt' },
    })
  })

  test('its own name and threshold come first', async () => {
    const scorer: Scorer = Object.assign(() => ({ name: 'inner', score: 1 }), {
      scorerName: 'outer',
      threshold: 0.2,
    })
    expect(await run(scorer, given)).toMatchObject({ score: { name: 'outer', threshold: 0.2 } })
    expect(await run(() => 1, given)).toMatchObject({ score: { name: 'scorer' } })
  })
})

describe('what it may not', () => {
  test('stand in the list without its brackets', async () => {
    const outcome = await gives(exactMatch)
    expect(outcome).toMatchObject({ ok: false })
    expect(JSON.stringify(outcome)).toContain('Call it where the suite lists its scorers, as in exactMatch()')
  })

  test.each([
    [1.5, '1.5'],
    [-0.1, '-0.1'],
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, 'Infinity'],
    ['1', '"1"'],
    [[1], '[1]'],
    [{ score: '0.5' }, '"0.5"'],
    [{ name: 'mine', score: 80 }, '80'],
    [{}, 'undefined'],
    [undefined, 'returned nothing'],
    [5n, '5'],
  ])('%#', async (result, words) => {
    const outcome = await gives(result)
    expect(outcome).toMatchObject({ ok: false, error: { kind: 'scorer' } })
    if (outcome.ok) return
    expect(outcome.error.message).toContain('"mine"')
    expect(outcome.error.message).toContain(words)
  })

  test('a threshold outside [0, 1]', async () => {
    const scorer: Scorer = Object.assign(() => 1, { scorerName: 'strict', threshold: 80 })
    expect(await run(scorer, given)).toMatchObject({
      ok: false,
      error: { message: expect.stringMatching(/"strict".*80/) },
    })
  })

  test('an error that autoevals reports beside a score of 0', async () => {
    expect(await gives({ name: 'Factuality', score: 0, error: new Error('no key') })).toMatchObject({
      ok: false,
      error: { message: 'The scorer "Factuality" failed: no key.' },
    })
  })

  test('never throws, whatever it gives or throws', async () => {
    await fc.assert(
      fc.asyncProperty(fc.anything(), fc.boolean(), async (value, thrown) => {
        const outcome = await (thrown ? throws(value) : gives(value))
        if (outcome.ok) expect(scoreSchema.safeParse(outcome.score).success).toBe(true)
        else expect(outcome.error.message).toContain('The scorer "')
      }),
    )
  })
})

describe('thrown assertions score 0 with their message', () => {
  test("Vitest's expect", async () => {
    const outcome = await run(({ output }) => {
      expect(output).toBe('billing')
      return true
    }, given)
    expect(outcome).toMatchObject({
      ok: true,
      score: { score: 0, feedback: expect.stringContaining("expected 'login' to be 'billing'") },
    })
  })

  test('node:assert, from an asynchronous scorer', async () => {
    const scorer = async ({ output }: { output: unknown }) => {
      assert.equal(output, 'billing')
      return true
    }
    expect(await run(scorer, given)).toMatchObject({
      ok: true,
      score: { score: 0, feedback: expect.stringContaining('strictly equal') },
    })
  })

  test('colours are taken out and long messages are cut', async () => {
    const error = Object.assign(new Error(`\u001b[31mred\u001b[39m ${'x'.repeat(500)}`), {
      name: 'AssertionError',
    })
    const outcome = await throws(error)
    const feedback = outcome.ok ? (outcome.score.feedback ?? '') : ''
    expect(feedback).toMatch(/^red x+…$/)
    expect(feedback).toHaveLength(200)
  })

  test('anything else thrown is an error that names the scorer', async () => {
    expect(await throws(new TypeError('x is undefined'))).toEqual({
      ok: false,
      error: {
        kind: 'scorer',
        message: expect.stringMatching(
          /^The scorer "mine" threw TypeError: x is undefined \(run-scorer\.test\.ts:\d+\)\.$/,
        ),
      },
    })
    expect(await throws('text')).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('text') },
    })
  })
})

describe('scorers of autoevals', () => {
  const judged = (name: string, score: number) => ({
    ok: true,
    score: { name, score: expect.closeTo(score, 10), threshold: 0.7 },
  })

  test('ExactMatch', async () => {
    expect(await run(ExactMatch, { output: 'a', expected: 'a' })).toMatchObject(judged('ExactMatch', 1))
    expect(await run(ExactMatch, { output: { a: 1 }, expected: { a: 2 } })).toMatchObject(
      judged('ExactMatch', 0),
    )
  })

  test('Levenshtein', async () => {
    const outcome = await run(Levenshtein, { output: 'kitten', expected: 'sitting' })
    expect(outcome).toMatchObject(judged('Levenshtein', 1 - 3 / 7))
  })

  test('NumericDiff', async () => {
    expect(await run(NumericDiff, { output: 5, expected: 10 })).toMatchObject(
      judged('NumericDiff', 1 - 5 / 15),
    )
  })

  test('JSONDiff', async () => {
    const outcome = await run(JSONDiff, { output: { a: 'x', b: 1 }, expected: { a: 'x', b: 1 } })
    expect(outcome).toMatchObject(judged('JSONDiff', 1))
  })

  test('one that throws for want of `expected` is an error', async () => {
    expect(await run(Levenshtein, { output: 'a' })).toMatchObject({ ok: false, error: { kind: 'scorer' } })
  })

  test('stand in a suite of any types, beside functions that get theirs from it', () => {
    const scorers: SuiteScorer<{ ticket: string }, { queue: string }, JsonValue>[] = [
      Levenshtein,
      NumericDiff,
      Factuality,
      exactMatch({ path: 'queue' }),
      ({ input, output }) => input.ticket.length > output.queue.length,
    ]
    expect(scorers).toHaveLength(5)
  })
})
