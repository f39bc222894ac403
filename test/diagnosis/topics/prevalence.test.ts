import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { prevalences, retainedTopics } from '../../../src/diagnosis/topics/prevalence.ts'

const read = <T extends z.ZodType>(name: string, schema: T) =>
  schema.parse(JSON.parse(readFileSync(new URL(`../oracles/${name}.json`, import.meta.url), 'utf8')))

const named = z.object({ name: z.string() })

describe('prevalences, against the released RPT code', () => {
  const { cases } = read(
    'prevalence',
    z.object({
      cases: z.array(
        z.object({
          topics: z.array(named),
          records: z.array(z.object({ impact: z.number().default(1) })),
          assigned: z.array(z.string()),
          result: z.array(named.extend({ prevalence: z.number() })),
        }),
      ),
    }),
  )

  test.each(cases.map((one, index) => ({ index, ...one })))(
    '$index',
    ({ topics, records, assigned, result }) => {
      const sizes = topics.map(({ name }) => {
        const own = records.filter((_, row) => assigned[row] === name)
        return { diagnoses: own.length, impact: own.reduce((sum, { impact }) => sum + impact, 0) }
      })
      const ours = prevalences(sizes)
      const sorted = topics
        .map(({ name }, index) => ({ name, prevalence: ours[index] ?? Number.NaN }))
        .sort((a, b) => b.prevalence - a.prevalence)
      expect(sorted.map(({ name }) => name)).toEqual(result.map(({ name }) => name))
      sorted.forEach(({ prevalence }, index) => {
        expect(prevalence).toBeCloseTo(result[index]?.prevalence ?? Number.NaN, 10)
      })
    },
  )
})

describe('retainedTopics, against the released RPT code', () => {
  const { cases } = read(
    'report_topics',
    z.object({
      cases: z.array(
        z.object({
          topics: z.array(named.extend({ prevalence: z.number() })),
          failure_modes: z.array(named),
        }),
      ),
    }),
  )

  test.each(cases.map((one, index) => ({ index, ...one })))('$index', ({ topics, failure_modes }) => {
    const retained = retainedTopics(topics.map(({ prevalence }) => prevalence))
    expect(topics.filter((_, index) => retained[index]).map(({ name }) => name)).toEqual(
      failure_modes.map(({ name }) => name),
    )
  })
})
