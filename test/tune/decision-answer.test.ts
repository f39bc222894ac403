import { expect, test } from 'vitest'
import { decisionAnswerSchema } from '../../src/tune/optimizer/decision-answer.ts'

test('a decision without its words is a decision all the same', () => {
  const sections = [{ name: 'system', text: 'Sort the note.' }]
  expect(decisionAnswerSchema.parse({ action: 'patch', sections, rationale: null })).toEqual({
    action: 'patch',
    sections,
    rationale: '',
    reason: '',
  })
  expect(decisionAnswerSchema.safeParse({ sections }).success).toBe(false)
  expect(decisionAnswerSchema.safeParse({ action: 'patch', sections: { system: 'x' } }).success).toBe(false)
})
