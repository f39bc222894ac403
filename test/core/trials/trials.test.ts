import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runTrials } from '../../../src/core/trials/run-trials.ts'
import { judgeTrials, type TrialOutcome, trialsToAsk } from '../../../src/core/trials/trial-rule.ts'

const planned = fc.integer({ min: 1, max: 12 }).chain((trials) =>
  fc.record({
    rule: fc.record({ trials: fc.constant(trials), atLeast: fc.integer({ min: 1, max: trials }) }),
    all: fc.array(fc.constantFrom<TrialOutcome>('passed', 'failed', 'lost'), {
      minLength: trials,
      maxLength: trials,
    }),
  }),
)

const ask = (all: readonly TrialOutcome[]) => async (trial: number) => {
  const outcome = all[trial]
  if (!outcome) throw new Error(`trial ${trial} is one too many`)
  return outcome
}
const itself = (outcome: TrialOutcome) => outcome

describe('trials', () => {
  it('stops early without ever changing the verdict that all trials would have given', async () => {
    await fc.assert(
      fc.asyncProperty(planned, async ({ rule, all }) => {
        const { verdict } = await runTrials(rule, ask(all), itself)
        expect(verdict).toBe(judgeTrials(rule, all))
      }),
    )
  })

  it('asks no trial that one after the other would not have asked', async () => {
    await fc.assert(
      fc.asyncProperty(planned, async ({ rule, all: given }) => {
        const all = given.map((outcome) => (outcome === 'lost' ? 'passed' : outcome))
        const { answers } = await runTrials(rule, ask(all), itself)
        let needed = 0
        while (trialsToAsk(rule, all.slice(0, needed)) > 0) needed += 1
        expect(answers).toEqual(all.slice(0, needed))
      }),
    )
  })

  it('without a lost trial the verdict is that of the counts', () => {
    fc.assert(
      fc.property(planned, ({ rule, all }) => {
        const judged = all.map((outcome) => (outcome === 'lost' ? 'failed' : outcome))
        const passed = judged.filter((outcome) => outcome === 'passed').length
        expect(judgeTrials(rule, judged)).toBe(passed >= rule.atLeast ? 'passed' : 'failed')
      }),
    )
  })

  it('a lost trial is decisive only where the others leave it open', () => {
    const rule = { trials: 3, atLeast: 2 }
    expect(judgeTrials(rule, ['passed', 'lost', 'passed'])).toBe('passed')
    expect(judgeTrials(rule, ['failed', 'lost', 'failed'])).toBe('failed')
    expect(judgeTrials(rule, ['passed', 'lost', 'failed'])).toBe('undecided')
    expect(trialsToAsk(rule, ['lost', 'lost'])).toBe(0)
  })
})
