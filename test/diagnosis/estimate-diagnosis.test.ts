import { describe, expect, test } from 'vitest'
import { diagnosisOptionsSchema } from '../../src/core/options.ts'
import { describeEstimate, estimateDiagnosis } from '../../src/diagnosis/estimate-diagnosis.ts'
import { answerJson } from '../support/api-server.ts'
import { failures, reportOn, startCriticServer } from './critic-server.ts'

const options = (given: Parameters<typeof diagnosisOptionsSchema.parse>[0] = {}) =>
  diagnosisOptionsSchema.parse(given)

describe('estimateDiagnosis', () => {
  test.each([
    [0, options(), { critiques: 0, topics: 0, assignments: 0 }],
    [1, options(), { critiques: 1, topics: 1, assignments: 1 }],
    [100, options(), { critiques: 100, topics: 1, assignments: 12 }],
    [100, options({ maxCases: 20 }), { critiques: 20, topics: 1, assignments: 3 }],
    [100, options('local'), { critiques: 0, topics: 0, assignments: 0 }],
    [100, options('off'), { critiques: 0, topics: 0, assignments: 0 }],
  ])('%i failed cases under %o', (failed, given, estimate) => {
    expect(estimateDiagnosis(failed, given)).toEqual(estimate)
  })

  test('is never exceeded, not even when every case has three diagnoses and none is clear', async () => {
    const results = failures('dates or sums', 40)
    const critic = await startCriticServer({
      topics: ['dates', 'sums'],
      intercept: (asked, { nth }) =>
        asked === 'critique'
          ? answerJson({
              diagnoses: [1, 2, 3].map((part) => ({
                label: `dates or sums ${nth} ${part}`,
                definition: 'd',
                why: 'w',
                basis: 'b',
              })),
              confidence: 'unknown',
            })
          : undefined,
    })
    const { cost } = await reportOn(results, critic)
    const most = estimateDiagnosis(40, options())
    expect(cost.critiques.calls).toBe(most.critiques)
    expect(cost.topics.calls).toBe(most.topics)
    expect(cost.assignments.calls).toBe(most.assignments)
  })
})

test('the estimate in words', () => {
  expect(describeEstimate(estimateDiagnosis(100, options()))).toBe(
    'at most 100 critiques, 1 call for topics and 12 to file diagnoses under them',
  )
  expect(describeEstimate(estimateDiagnosis(1, options()))).toContain('at most 1 critique, ')
  expect(describeEstimate(estimateDiagnosis(9, options('local')))).toBe('no model calls')
})
