import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { confidenceSchema } from '../../src/evaluate/confidence-schema.ts'

describe('confidenceSchema', () => {
  test('an object gets a required confidence, which leaves the output again', () => {
    const { schema, split } = confidenceSchema(z.object({ queue: z.enum(['a', 'b']) }))
    expect(schema?.safeParse({ queue: 'a' }).success).toBe(false)
    expect(schema?.safeParse({ queue: 'a', confidence: 1.2 }).success).toBe(false)
    expect(schema?.safeParse({ queue: 'a', confidence: -0.1 }).success).toBe(false)
    expect(split(schema?.parse({ queue: 'a', confidence: 0 }))).toEqual({
      output: { queue: 'a' },
      confidence: 0,
    })
  })

  test('a refinement of the object still holds', () => {
    const { schema } = confidenceSchema(z.object({ n: z.number() }).refine(({ n }) => n > 3))
    expect(schema?.safeParse({ n: 1, confidence: 1 }).success).toBe(false)
    expect(schema?.safeParse({ n: 4, confidence: 1 }).success).toBe(true)
  })

  test.each([
    { name: 'plain text', output: undefined, answer: 'yes' },
    { name: 'a number', output: z.number(), answer: 3 },
    { name: 'an array', output: z.array(z.string()), answer: ['a'] },
    { name: 'an enum', output: z.enum(['x']), answer: 'x' },
  ])('$name becomes { answer, confidence }', ({ output, answer }) => {
    const { schema, split } = confidenceSchema(output)
    expect(schema?.safeParse(answer).success).toBe(false)
    expect(split(schema?.parse({ answer, confidence: 0.25 }))).toEqual({ output: answer, confidence: 0.25 })
  })

  test("a suite's own member named confidence stays in the output", () => {
    const { schema, split } = confidenceSchema(z.object({ confidence: z.number(), b: z.string() }))
    expect(split(schema?.parse({ confidence: 0.5, b: 'x' }))).toEqual({
      output: { confidence: 0.5, b: 'x' },
      confidence: 0.5,
    })
  })

  test('a confidence out of range never gets through', () => {
    const { split } = confidenceSchema(undefined)
    for (const confidence of [Number.NaN, 7, '0.5', undefined]) {
      expect(() => split({ answer: 'x', confidence })).toThrow()
    }
  })
})
