import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { tuneResultSchema } from '../../src/core/tune-result.ts'
import { answerJson } from '../support/api-server.ts'
import { casesOf, seedSource, startWorld, type WorldOptions, withRules } from './support/tuning-world.ts'

const money = withRules('invoice means money')
const all = withRules('invoice means money', 'password means access', 'parcel means goods', 'crash means bug')

/** One revision, whatever it does. */
const once = (system: string, options: WorldOptions = {}) =>
  startWorld({
    ...options,
    decisions: [{ patch: { system } }, { stop: 'enough' }],
    tune: { iterations: 1, ...options.tune },
  })

describe('the comparison of seed and winner', () => {
  test('stands in the result, on dev and on test', async () => {
    const world = await once(money)
    const { comparison } = await world.tune()
    expect(comparison?.dev).toMatchObject({
      fixed: 2,
      broken: 0,
      pValue: 0.5,
      score: { mean: 0.25, cases: 8 },
    })
    expect(comparison?.dev.words).toBe(
      '+25.0 points on dev, 95 % interval 0.0 to +62.5 (2 fixed, 0 broken, p = 0.5)',
    )
    expect(comparison?.test?.words).toMatch(/^\+25\.0 points on test, /)
    const kept = JSON.parse(await readFile(join(world.run, 'result.json'), 'utf8'))
    expect(tuneResultSchema.parse(kept).comparison).toEqual(comparison)
  })

  test('is absent when the seed was not beaten', async () => {
    const world = await once(withRules('nothing'))
    const result = await world.tune()
    expect(result.best).toBe(0)
    expect(result.comparison).toBeUndefined()
  })

  test('says nothing of a test split that was not read', async () => {
    const stop = new AbortController()
    const world = await once(money, {
      intercept: ({ body }) => {
        if (body.includes('testzone')) stop.abort()
        return undefined
      },
    })
    const { comparison, stop: reason } = await world.tune({ signal: stop.signal })
    expect(reason.code).toBe('interrupted')
    expect(comparison?.dev.fixed).toBe(2)
    expect(comparison?.test).toBeUndefined()
  })
})

describe('where a gain must be significant', () => {
  test('one that may be chance leaves the seed, says so, and keeps the tuned prompt in the folder of the run', async () => {
    const world = await once(money, { tune: { accept: 'significant' } })
    const result = await world.tune({ gate: { passRate: 0.2 } })
    expect(result).toMatchObject({
      best: 1,
      accepted: false,
      written: false,
      after: expect.stringContaining(money),
    })
    expect(await world.readPrompt()).toBe(seedSource)
    expect(await readFile(join(world.run, 'tuned.prompt.md'), 'utf8')).toBe(result.after)
    expect(result.notes).toEqual([
      'The seed prompt stays, because the gain on dev is not significant: +25.0 points on dev, 95 % interval 0.0 to +62.5 (2 fixed, 0 broken, p = 0.5).',
      'The tuned prompt is kept in .prompt-retune/runs/notes/0001/tuned.prompt.md.',
    ])
    // The prompt that stays is the one that has to meet the gate.
    expect(result.gate).toMatchObject({ passed: false, reason: 'pass rate 0.00 is below 0.20 (0 of 8)' })
    expect((await world.journal()).map(({ type }) => type)).not.toContain('write')
  })

  test('nothing is held back for the user, and no other file is written', async () => {
    const world = await once(money, { tune: { accept: 'significant', out: 'other.md' } })
    const result = await world.tune({ hold: 'always' })
    expect(result).toMatchObject({ accepted: false, written: false })
    expect(result.pending).toBeUndefined()
    expect(result.out).toBeUndefined()
  })

  test('one that is certain is written', async () => {
    const world = await once(all, { tune: { accept: 'significant' } })
    const result = await world.tune({ gate: { passRate: 0.2 } })
    expect(result).toMatchObject({ best: 1, written: true, gate: { passed: true } })
    expect(result.accepted).toBeUndefined()
    expect(await world.readPrompt()).toContain('crash means bug')
  })
})

/** A target that answers "money" to the devzone invoices of these numbers, by how often they were asked before. */
function wavering(right: readonly (readonly number[])[]): NonNullable<WorldOptions['intercept']> {
  const asked = new Map<string, number>()
  return ({ kind, body, messages }) => {
    const number = /devzone invoice (\d)/.exec(body)?.[1]
    if (kind !== 'target' || number === undefined || messages[0]?.text !== 'Sort the note.') return undefined
    const times = asked.get(body) ?? 0
    asked.set(body, times + 1)
    return answerJson({ label: right[times]?.includes(Number(number)) ? 'money' : 'unknown' })
  }
}

describe("the seed's own noise", () => {
  const cases = { dev: casesOf('dev', 5, ['invoice', 'crash']) }

  test('is measured by asking its dev cases again, and a gain within it is noted', async () => {
    const world = await once(withRules('crash means goods', 'invoice means money'), {
      cases,
      // 0.3, 0.1 and 0.5 of the ten cases: a standard deviation of 0.2.
      intercept: wavering([[0, 1, 2], [4], [0, 1, 2, 3, 4]]),
      tune: { trials: 3 },
    })
    const result = await world.tune()
    expect(result.noise?.trials).toBe(3)
    expect(result.noise?.deviation).toBeCloseTo(0.2, 9)
    const ofSeed = world.of('target').filter(({ messages }) => messages[0]?.text === 'Sort the note.')
    expect(ofSeed.filter(({ body }) => body.includes('devzone'))).toHaveLength(3 * 10)
    expect(ofSeed.filter(({ body }) => !body.includes('devzone'))).toHaveLength(12 + 8)
    expect(result).toMatchObject({ best: 1, seed: { dev: { score: 0.3 } }, tuned: { dev: { score: 0.5 } } })
    expect(result.notes).toContain(
      "The gain on dev (+20.0 points) lies within two standard deviations of the seed prompt's own score (20.0 points each, over 3 trials): it may be chance.",
    )
    expect(result.usage.target?.calls).toBe(world.of('target').length)
    const trials = (await world.journal()).flatMap((event) =>
      event.type === 'evaluation' && event.iteration === 0 && event.split === 'dev' ? [event.trial] : [],
    )
    expect(trials.sort()).toEqual([1, 2, undefined])
  })

  test('is none with a target that does not waver, and says nothing of a gain', async () => {
    const world = await once(money, { cases, tune: { trials: 2 } })
    const result = await world.tune()
    expect(result).toMatchObject({ best: 1, noise: { trials: 2, deviation: 0 } })
    expect(result.notes.join()).not.toContain('deviation')
  })

  test('a gain beyond it is not noted', async () => {
    const world = await once(all, { cases, intercept: wavering([[0], [0, 1]]), tune: { trials: 2 } })
    const result = await world.tune()
    expect(result.noise?.deviation).toBeCloseTo(0.1 / Math.SQRT2, 9)
    expect(result.notes.join()).not.toContain('deviation')
  })

  test('is not measured unless it is wanted', async () => {
    const world = await once(money)
    const result = await world.tune()
    expect(result.noise).toBeUndefined()
    expect(world.of('target').filter(({ body }) => body.includes('devzone'))).toHaveLength(2 * 8)
  })

  test("tells a suite's own target that it is asked again", async () => {
    const world = await once(money, { tune: { trials: 3 } })
    const trials: (number | undefined)[] = []
    const target = (_: unknown, item: { split?: string }, context: { trial?: number | undefined }) => {
      if (item.split === 'dev') trials.push(context.trial)
      return { label: 'unknown' }
    }
    await world.tune({ spec: { ...world.input.spec, target } })
    const counts = [undefined, 1, 2].map((trial) => trials.filter((one) => one === trial).length)
    expect(counts).toEqual([2 * 8, 8, 8])
  })
})
