import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Case } from '../../src/core/case.ts'
import type { CaseResult } from '../../src/core/case-result.ts'
import type { Metrics } from '../../src/core/metrics.ts'
import { objectiveSchema } from '../../src/core/options.ts'
import { createRandom, type Random } from '../../src/core/random.ts'
import { parsePrompt } from '../../src/prompt/parse-prompt.ts'
import { computeObjective } from '../../src/tune/objective.ts'
import { canStillWin, type Race } from '../../src/tune/race/outlook.ts'
import { runRace } from '../../src/tune/race/run-race.ts'
import { isBetter } from '../../src/tune/select-prompt.ts'
import { teach } from './support/learner.ts'
import { casesOf, startWorld, type WorldOptions, withRules } from './support/tuning-world.ts'

const promptOf = (text: string) => parsePrompt(`<!-- system -->\n${text}\n<!-- user -->\n{{note}}\n`, 'a.md')
const seed = promptOf('Seed.')

const rowsOf = (count: number): Case[] =>
  Array.from({ length: count }, (_, index) => ({
    id: `row-${index}`,
    input: { note: `${index}` },
    split: 'dev',
    tags: [],
    critical: false,
  }))

interface Answer {
  readonly score: number | null
  readonly confidence?: number | undefined
}

const judged = ({ id }: Case, { score, confidence }: Answer): CaseResult => ({
  id,
  tags: [],
  critical: false,
  verdict: score === null ? 'error' : score >= 0.5 ? 'passed' : 'failed',
  score,
  scores: score === null ? [] : [{ name: 'f1', score, threshold: 0.5 }],
  ...(confidence === undefined ? {} : { confidence }),
  usage: {},
})

const contender = (text: string, results: readonly CaseResult[]) => {
  const prompt = promptOf(text)
  return { prompt, length: text.length, dev: { results } }
}

const share = fc.double({ min: 0, max: 1, noNaN: true })
const answers = (score: fc.Arbitrary<number>, confidence: fc.Arbitrary<number | undefined>) =>
  fc.array(fc.tuple(fc.record({ score, confidence }), fc.record({ score, confidence })), {
    minLength: 1,
    maxLength: 30,
  })
const binary = fc.constantFrom(0, 1)

describe('a prompt that can win no more', () => {
  const raceOf = (best: readonly CaseResult[], weights: Race['weights']): Race => ({
    challenger: { prompt: promptOf('Challenger.'), length: 11 },
    best: contender('Best.', best),
    seed,
    objective: (metrics: Metrics, length) => computeObjective(metrics, length, weights),
    weights,
  })

  test.for([
    ['right or wrong', answers(binary, fc.constant(undefined)), {}],
    ['scores with confidences', answers(share, share), { brier: 0.3 }],
    ['weights, of which one is below 0', answers(share, share), { scores: { f1: -1 }, brier: -0.2 }],
    ['a weight of the length', answers(binary, fc.constant(undefined)), { length: 3 }],
  ] as const)('would not have won with all rows asked: %s', ([, pairs, given]) => {
    const weights = objectiveSchema.parse(given)
    let over = 0
    fc.assert(
      fc.property(pairs, fc.nat(), (drawn, cut) => {
        const rows = rowsOf(drawn.length)
        const results = (side: 0 | 1) =>
          rows.map((row, index) => judged(row, drawn[index]?.[side] ?? { score: 0 }))
        const [best, all] = [results(0), results(1)]
        const race = raceOf(best, weights)
        const asked = cut % (rows.length + 1)
        if (canStillWin(race, all.slice(0, asked), rows.slice(asked))) return
        over += 1
        expect(isBetter({ ...race.challenger, dev: { results: all } }, race.best, seed, race.objective)).toBe(
          false,
        )
      }),
      { numRuns: 500 },
    )
    expect(over).toBeGreaterThan(20)
  })

  test('is one that repeats the seed, at once', () => {
    const rows = rowsOf(4)
    const race = raceOf(
      rows.map((row) => judged(row, { score: 0 })),
      objectiveSchema.parse({}),
    )
    expect(canStillWin(race, [], rows)).toBe(true)
    expect(canStillWin({ ...race, challenger: { prompt: promptOf(' Seed. '), length: 7 } }, [], rows)).toBe(
      false,
    )
  })
})

/** How revisions do on 120 rows: a row passes with a chance that follows from what the prompt knows and from the row. */
function history(random: Random, noise: number) {
  const rows = rowsOf(120)
  const hardness = rows.map(() => random.next())
  let skill = 0.3
  return Array.from({ length: 16 }, () => {
    const now = skill
    skill = Math.min(
      0.9,
      Math.max(0.2, skill + (random.next() < 0.3 ? -0.08 : random.next() < 0.4 ? 0 : 0.09)),
    )
    const answer = (index: number): Answer => {
      const right = (hardness[index] ?? 0) < now
      return { score: (random.next() < noise ? !right : right) ? 1 : 0 }
    }
    return {
      dev: rows.map((row, index) => judged(row, answer(index))),
      optimization: rows.map((row, index) => judged({ ...row, id: `other-${row.id}` }, answer(index))),
    }
  })
}

/** The winner of a sequence of revisions, and the rows that were asked for it. */
async function select(revisions: ReturnType<typeof history>, raced: boolean) {
  const weights = objectiveSchema.parse({})
  const objective = (metrics: Metrics, length: number) => computeObjective(metrics, length, weights)
  const rows = rowsOf(120)
  let [winner, asked] = [0, rows.length]
  for (const [index, { dev, optimization }] of revisions.entries()) {
    if (index === 0) continue
    const best = revisions[winner]
    if (!best) throw new Error('no winner')
    const challenger = contender(`Revision ${index}.`, dev)
    const race = { challenger, best: contender('Best.', best.dev), seed, objective, weights }
    const byId = new Map(dev.map((result) => [result.id, result]))
    const { results, end } = raced
      ? await runRace(race, {
          rows,
          elsewhere: { challenger: optimization, best: best.optimization },
          seed: 1,
          ask: async (wave) => wave.flatMap(({ id }) => byId.get(id) ?? []),
        })
      : { results: dev, end: 'whole' }
    asked += results.length
    const all = { ...challenger, dev: { results, racedOut: end === 'out' } }
    if (isBetter(all, race.best, seed, objective)) winner = index
  }
  return { winner, asked }
}

test.for([
  { noise: 0, sameAtLeast: 30, savedAtLeast: 0.35 },
  { noise: 0.03, sameAtLeast: 29, savedAtLeast: 0.3 },
  { noise: 0.08, sameAtLeast: 28, savedAtLeast: 0.25 },
])('over 30 sequences of revisions the winner stays: %j', async ({ noise, sameAtLeast, savedAtLeast }) => {
  let same = 0
  let [asked, all] = [0, 0]
  for (let run = 1; run <= 30; run++) {
    const revisions = history(createRandom(`race test ${run}`), noise)
    const [raced, whole] = [await select(revisions, true), await select(revisions, false)]
    if (raced.winner === whole.winner) same += 1
    asked += raced.asked
    all += whole.asked
  }
  expect(same).toBeGreaterThanOrEqual(sameAtLeast)
  expect(1 - asked / all).toBeGreaterThan(savedAtLeast)
})

describe('a tuning that races', () => {
  const money = withRules('invoice means money')
  const three = withRules('invoice means money', 'password means access', 'parcel means goods')
  const decisions = [
    { patch: { system: money } },
    { patch: { system: withRules('moon means nothing') } },
    { patch: { system: three } },
    { patch: { system: withRules('invoice means money', 'weather means nothing') } },
  ]
  const cases = { dev: casesOf('dev', 10) }
  const options: WorldOptions = { decisions, cases, tune: { iterations: 4, patience: 4 } }
  const racing: WorldOptions = { ...options, tune: { ...options.tune, race: true } }
  const devCalls = ({ of }: Awaited<ReturnType<typeof startWorld>>) =>
    of('target').filter(({ body }) => body.includes('devzone')).length

  test('asks fewer dev rows, comes to the same end, and tells of what it left out', async () => {
    const whole = await startWorld(options)
    const raced = await startWorld(racing)
    const [without, result] = [await whole.tune(), await raced.tune()]
    expect(result.after).toBe(without.after)
    expect(result).toMatchObject({ best: 3, tuned: without.tuned, seed: without.seed })
    expect(devCalls(whole)).toBe(5 * 40)
    expect(devCalls(raced)).toBeLessThanOrEqual(0.75 * devCalls(whole))

    for (const [index, iteration] of result.iterations.entries()) {
      const lost = index === 2 || index === 4
      expect(iteration.racedOut ?? false, `iteration ${index}`).toBe(lost)
      if (!lost) {
        expect(iteration.dev).toEqual(without.iterations[index]?.dev)
        expect(iteration.asked).toBeUndefined()
        continue
      }
      const rows = iteration.asked?.dev?.rows ?? 40
      expect(rows).toBeLessThan(40)
      expect(iteration.asked).toEqual({ dev: { rows, of: 40 } })
      expect(iteration.dev).toMatchObject({
        cases: rows,
        score: null,
        passRate: null,
      })
      expect(iteration).toMatchObject({ objective: null, improved: false })
      expect(iteration.optimization).toEqual(without.iterations[index]?.optimization)
    }
    const evaluations = (await raced.journal()).filter((event) => event.type === 'evaluation')
    const out = evaluations.filter((event) => event.racedOut)
    expect(out.map(({ iteration, split, of }) => ({ iteration, split, of }))).toEqual([
      { iteration: 2, split: 'dev', of: 40 },
      { iteration: 4, split: 'dev', of: 40 },
    ])
    expect(out.every(({ outcomes, metrics }) => outcomes.length === metrics.cases)).toBe(true)
    const told = raced.events.filter((event) => event.type === 'iteration')
    expect(told.map(({ racedOut, devScore }) => racedOut === true && devScore === null)).toEqual([
      false,
      false,
      true,
      false,
      true,
    ])
  })

  test('goes on after it was broken off, without a repeated call, to the same end', async () => {
    const lessons: WorldOptions = { intercept: teach, cases, tune: { race: true, patience: 4 } }
    const whole = await startWorld(lessons)
    const unbroken = await whole.tune()
    expect(unbroken.iterations.some(({ racedOut }) => racedOut)).toBe(true)
    for (const share of [0.35, 0.5, 0.65, 0.8]) {
      const stop = new AbortController()
      const at = Math.round(share * whole.requests.length)
      const world = await startWorld({
        ...lessons,
        concurrency: 2,
        intercept: (request) => {
          if (world.requests.length === at) stop.abort()
          return teach(request)
        },
      })
      expect((await world.tune({ stop: stop.signal })).stop.code).toBe('interrupted')
      const { notes: _, ...result } = await world.tune()
      const { notes: __, ...expected } = unbroken
      expect(result).toEqual(expected)
      const bodies = world.requests.map(({ kind, body }) => `${kind} ${body}`)
      expect(new Set(bodies).size).toBe(bodies.length)
      expect(bodies.length).toBe(whole.requests.length)
    }
  })
})
