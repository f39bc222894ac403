import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { objectiveSchema } from '../../src/core/options.ts'
import { costOf } from '../../src/core/usage-cost.ts'
import { defineScorer } from '../../src/scorers/scorer.ts'
import { computeObjective } from '../../src/tune/objective.ts'
import { startWorld, withRules } from './support/tuning-world.ts'

const weigh = (weights: object) => objectiveSchema.parse({ brier: 0, ...weights })
const share = fc.double({ min: 0, max: 1, noNaN: true })

describe('weights of single scorers', () => {
  const measures = { score: 0.5, brier: 0.2, scores: { f1: 0.6, exactMatch: 0.4, style: null } }

  test('take the place of the weight of the score', () => {
    // HotPotQA in the released procedure: F1 + 0.5 EM - 0.05 Brier.
    const weights = objectiveSchema.parse({ scores: { f1: 1, exactMatch: 0.5 } })
    expect(computeObjective(measures, 100, weights)).toBeCloseTo(0.6 + 0.2 - 0.01, 12)
  })

  test('a scorer that scored nothing, or only answers of the wrong form, counts 0', () => {
    expect(computeObjective(measures, 0, weigh({ scores: { f1: 1, style: 5 } }))).toBeCloseTo(0.6, 12)
    expect(computeObjective({ score: 0, brier: null, scores: {} }, 0, weigh({ scores: { f1: 1 } }))).toBe(0)
    expect(
      computeObjective({ score: null, brier: null, scores: {} }, 0, weigh({ scores: { f1: 1 } })),
    ).toBeNull()
  })

  test('raise the objective with the scorer that they weigh, and lower it where they are below 0', () => {
    fc.assert(
      fc.property(share, share, fc.double({ min: 0.1, max: 3, noNaN: true }), (a, b, weight) => {
        const at = (f1: number, w: number) =>
          computeObjective({ score: 0.5, brier: null, scores: { f1 } }, 0, weigh({ scores: { f1: w } })) ?? 0
        expect(Math.sign(at(a, weight) - at(b, weight))).toBe(Math.sign(at(b, -weight) - at(a, -weight)))
        expect(at(Math.max(a, b), weight)).toBeGreaterThanOrEqual(at(Math.min(a, b), weight))
      }),
    )
  })
})

test('the cost counts in dollars of the target alone', () => {
  const price = { input: 2, output: 8 }
  const target = { calls: 10, inputTokens: 500_000, outputTokens: 25_000 }
  expect(costOf(target, price)).toBeCloseTo(1.2, 12)
  const usage = { target, judge: { calls: 1, inputTokens: 9_000_000, outputTokens: 0 } }
  const measures = { score: 0.9, brier: null, usage }
  expect(computeObjective(measures, 0, weigh({ cost: 0.1 }), price)).toBeCloseTo(0.9 - 0.12, 12)
  expect(computeObjective(measures, 0, weigh({}), price)).toBeCloseTo(0.9, 12)
})

const label = defineScorer('label', 1, ({ output, expected }) =>
  JSON.stringify(output).includes(`"${String(expected)}"`),
)
const brief = defineScorer('brief', 0, ({ output }) => (JSON.stringify(output).includes('unknown') ? 1 : 0))

test('selection follows the weights: what the mean score would reject wins', async () => {
  const world = await startWorld({ decisions: [{ patch: { system: withRules('invoice means money') } }] })
  const spec = { ...world.input.spec, scorers: [label, brief] }
  const options = { ...world.input.options, iterations: 1 }
  // One rule: label rises by 0.25 and brief falls by as much.
  const even = await world.tune({ spec, options })
  expect(even.best).toBe(0)
  const objective = objectiveSchema.parse({ scores: { label: 1, brief: 0.5 } })
  const weighed = await world.tune({ spec, options, objective })
  expect(weighed.best).toBe(1)
  expect(weighed.seed.objective).toBeCloseTo(0.5, 12)
  expect(weighed.tuned.objective).toBeCloseTo(0.25 + 0.375, 12)
})

test('the objective of a run counts what its dev cases cost the target', async () => {
  const world = await startWorld({ decisions: [{ patch: { system: withRules('invoice means money') } }] })
  const options = { ...world.input.options, iterations: 1 }
  const prices = { 'target-1': { input: 1_000, output: 1_000 } }
  const objective = objectiveSchema.parse({ cost: 0.0001 })
  const result = await world.tune({ options, prices, objective })
  const { calls, inputTokens, outputTokens } = result.seed.dev.usage.target ?? expect.fail('no usage')
  expect(calls).toBe(8)
  expect(result.seed.objective).toBeCloseTo(-0.0001 * ((inputTokens + outputTokens) / 1_000), 12)
})

describe('refused before anything is asked', () => {
  test('the weight of a scorer that the suite does not have', async () => {
    const world = await startWorld({
      input: { objective: objectiveSchema.parse({ scores: { lable: 1 } }) },
    })
    await expect(world.tune()).rejects.toMatchObject({
      code: 'TUNE_UNKNOWN_SCORER',
      message: expect.stringMatching(/weighs a scorer "lable".*Its scorers are label\. Did you mean "label"/),
    })
    expect(world.requests).toHaveLength(0)
  })

  test('the weight of a cost without a price', async () => {
    const objective = objectiveSchema.parse({ cost: 1 })
    const world = await startWorld({ input: { objective, prices: { 'gpt-5': { input: 1, output: 1 } } } })
    await expect(world.tune()).rejects.toMatchObject({
      code: 'TUNE_UNKNOWN_PRICE',
      message: expect.stringMatching(/needs the price of target-1, which is not known.*prices/),
    })
    const target = () => '{"label":"x"}'
    const prices = { 'target-1': { input: 1, output: 1 } }
    await expect(world.tune({ spec: { ...world.input.spec, target }, prices })).rejects.toMatchObject({
      code: 'TUNE_UNKNOWN_PRICE',
      message: expect.stringContaining("the suite's own target"),
    })
    expect(world.requests).toHaveLength(0)
  })
})

test('a scorer that is named by its results is looked for once the seed is measured', async () => {
  const world = await startWorld()
  const spec = {
    ...world.input.spec,
    scorers: [() => ({ name: 'length', score: 0.3 })],
  }
  const weighing = (scores: Record<string, number>) =>
    world.tune({ spec, objective: objectiveSchema.parse({ scores }) })
  await expect(weighing({ width: 1 })).rejects.toMatchObject({ code: 'TUNE_UNKNOWN_SCORER' })
  expect(await weighing({ length: 2 })).toMatchObject({ seed: { objective: 0.6 } })
})
