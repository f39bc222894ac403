import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { answerWords, tokenOverlap } from '../../src/scorers/hotpot-answer.ts'
import { tokenF1 } from '../../src/scorers/token-f1.ts'
import { scorerContract } from './contract.ts'
import { feedbackOf, run, scoreOf } from './run.ts'

scorerContract({
  name: 'tokenF1',
  threshold: 0.5,
  make: tokenF1,
  right: { output: 'the Beatles', expected: 'Beatles' },
  wrong: { output: 'Queen', expected: 'Beatles' },
})

const vectors = z.object({
  cases: z.array(
    z.object({
      pred: z.string(),
      gold: z.string(),
      norm_pred: z.string(),
      norm_gold: z.string(),
      f1: z.number(),
      precision: z.number(),
      recall: z.number(),
    }),
  ),
})
const file = new URL('./oracles/hotpotqa_metrics.json', import.meta.url)
const { cases } = vectors.parse(JSON.parse(readFileSync(file, 'utf8')))

test('there are vectors of the Python code', () => {
  expect(cases.length).toBeGreaterThanOrEqual(150)
})

test.each(cases)('$pred against $gold', async (vector) => {
  expect(answerWords(vector.pred).join(' ')).toBe(vector.norm_pred)
  expect(answerWords(vector.gold).join(' ')).toBe(vector.norm_gold)
  const overlap = tokenOverlap(vector.pred, vector.gold)
  expect(overlap.f1).toBeCloseTo(vector.f1, 12)
  expect(overlap.precision).toBeCloseTo(vector.precision, 12)
  expect(overlap.recall).toBeCloseTo(vector.recall, 12)
  expect(await scoreOf(tokenF1(), { output: vector.pred, expected: vector.gold })).toBeCloseTo(vector.f1, 12)
})

test('of several expected answers the best counts', async () => {
  expect(await scoreOf(tokenF1(), { output: 'New York City', expected: ['Boston', 'New York City'] })).toBe(1)
})

test('path, threshold, and what the score is made of', async () => {
  const scorer = tokenF1({ path: 'answer', threshold: 0.8 })
  const given = { output: { answer: 'New York' }, expected: { answer: 'New York City' } }
  expect(await run(scorer, given)).toMatchObject({
    ok: true,
    score: {
      score: expect.closeTo(0.8),
      threshold: 0.8,
      metadata: { precision: 1, recall: expect.closeTo(2 / 3) },
    },
  })
  expect(await feedbackOf(scorer, given)).toBe(
    'expected "New York City", got "New York" (precision 1.00, recall 0.67)',
  )
  expect(await scoreOf(scorer, { output: {}, expected: 'x' })).toBe(0)
  expect(() => tokenF1({ threshold: 50 })).toThrow(expect.objectContaining({ code: 'SCORER_OPTION' }))
})
