import { expect, test } from 'vitest'
import { z } from 'zod'
import { z as old } from 'zod/v3'
import { optionProblems } from '../../src/core/option-problems.ts'
import { suiteOptionsSchema } from '../../src/suite/suite-options.ts'

const known = Object.keys(suiteOptionsSchema.shape)
const problemsOf = (options: object) => {
  const { error } = suiteOptionsSchema.safeParse({ prompt: 'p.md', data: [], scorers: [], ...options })
  return error && optionProblems(error, known)
}

test('names an unknown option, and the one that was meant', () => {
  expect(problemsOf({ scorer: [], trial: 3 })).toBe(
    'there is no option "scorer". Did you mean "scorers"?; there is no option "trial". Did you mean "trials"?',
  )
  expect(problemsOf({ gate: { passRate: 90 } })).toBe('gate.passRate: Too big: expected number to be <=1')
})

test('says that a schema of zod 3 is of another zod', () => {
  expect(problemsOf({ output: z.object({}) })).toBeUndefined()
  expect(problemsOf({ output: old.object({}) })).toContain('output: is not a schema of zod 4')
})
