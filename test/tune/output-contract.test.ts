import { expect, test } from 'vitest'
import { z } from 'zod'
import { findLostContract } from '../../src/tune/output-contract.ts'

const queue = z.enum(['billing', 'log-in', 'bug'])
const spec = (output: z.ZodType, confidence = false) => ({ output, confidence })
const ticket = spec(z.object({ reasoning: z.string(), queue, orderId: z.string().optional() }))

test.for<[what: string, seed: string, text: string, lost: string[]]>([
  ['values that the seed lists', '- billing: a\n- log-in: b\n- bug: c', 'BILLING, log-in', ['bug']],
  ['values inside other words', 'billing, log-in or bug', 'Rebilling, log-in or bug', ['billing']],
  ['a field in quotes', 'Give "queue".', 'Give it.', ['queue']],
  ['a field before a colon', 'queue: where it goes', 'Where it goes', ['queue']],
  ['a field of a form that no word has', 'Fill orderId.', 'Fill in the order.', ['orderId']],
  ['the form', 'Answer as json.', 'Answer.', ['JSON']],
])('%s must go on being named', ([, seed, text, lost]) => {
  expect(findLostContract(text, seed, ticket)).toEqual(lost)
  expect(findLostContract(`${text} ${lost.join(' ')}`, seed, ticket)).toEqual([])
})

test.for<[what: string, seed: string]>([
  ['what the seed does not name', 'Sort the ticket.'],
  ['a field that is an ordinary word there', 'Keep your reasoning short and the queue moving.'],
  ['a value that is an ordinary word there', 'There is a bug in most tickets.'],
])('%s may stay unsaid', ([, seed]) => {
  expect(findLostContract('Sort it.', seed, ticket)).toEqual([])
})

test('unions of constants and nested fields count, and so does the confidence', () => {
  const nested = spec(
    z.object({ a: z.array(z.object({ kind_of: z.union([z.literal('yes'), z.literal('nope')]) })) }),
    true,
  )
  expect(findLostContract('x', 'kind_of: yes or nope; "confidence"', nested)).toEqual([
    'kind_of',
    'confidence',
    'yes',
    'nope',
  ])
})

test('without a schema nothing is demanded', () => {
  expect(findLostContract('x', 'Answer in JSON.', { output: undefined, confidence: false })).toEqual([])
  expect(findLostContract('x', 'Answer in JSON.', spec(z.string()))).toEqual(['JSON'])
})
