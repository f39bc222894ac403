import { describe, expectTypeOf, it } from 'vitest'
import { z } from 'zod'
import { type Case, exactMatch, type JsonValue, promptSuite, type Scorer } from '../../src/index.ts'

describe('promptSuite', () => {
  it('types scorers by the schemas', () => {
    promptSuite('typed', {
      prompt: './a.prompt.md',
      data: './a.jsonl',
      schema: z.object({
        input: z.object({ ticket: z.string() }),
        expected: z.object({ queue: z.string() }),
      }),
      output: z.object({ queue: z.enum(['billing', 'login']) }),
      scorers: [
        exactMatch({ path: 'queue' }),
        ({ input, output, expected }) => {
          expectTypeOf(input).toEqualTypeOf<{ ticket: string }>()
          expectTypeOf(output).toEqualTypeOf<{ queue: 'billing' | 'login' }>()
          expectTypeOf(expected).toEqualTypeOf<{ queue: string }>()
          return output.queue === expected.queue
        },
      ],
    })
  })

  it('takes the sources of a confidence by name, and no others', () => {
    const common = { prompt: './a.prompt.md', data: './a.jsonl', scorers: [exactMatch()] }
    promptSuite('both', { ...common, confidence: 'logprobs' })
    promptSuite('one', { ...common, confidence: 'logprobs-only' })
    promptSuite('as before', { ...common, confidence: true })
    // @ts-expect-error no such source
    promptSuite('none', { ...common, confidence: 'tokens' })
  })

  it('takes the kinds of variants by name, and no others', () => {
    const common = { prompt: './a.prompt.md', data: './a.jsonl', scorers: [exactMatch()] }
    promptSuite('kinds', { ...common, perturb: ['format', 'paraphrase'], maxSpread: 0.1 })
    promptSuite('more', { ...common, perturb: { kinds: ['typos'], sample: 5, fields: ['ticket'] } })
    // @ts-expect-error no such kind
    promptSuite('none', { ...common, perturb: ['noise'] })
    // @ts-expect-error what is to be varied?
    promptSuite('none', { ...common, perturb: { sample: 5 } })
  })

  it('gives text and JSON without schemas', () => {
    promptSuite('plain', {
      prompt: './a.prompt.md',
      data: [{ input: { ticket: 'hello' }, expected: 'billing' }],
      scorers: [
        ({ input, output, expected }) => {
          expectTypeOf(input).toEqualTypeOf<Record<string, JsonValue>>()
          expectTypeOf(output).toEqualTypeOf<string>()
          expectTypeOf(expected).toEqualTypeOf<JsonValue>()
          return { name: 'same', score: output === expected ? 1 : 0 }
        },
      ],
    })
  })

  it('takes any function of the autoevals form as a scorer', () => {
    const scorer = (args: { output: string; expected?: string }) => ({
      name: 'length',
      score: args.output.length > 3 ? 1 : 0,
    })
    expectTypeOf(scorer).toExtend<Scorer<unknown, string, string>>()
  })

  it('refuses what is no suite', () => {
    // @ts-expect-error a suite needs scorers
    promptSuite('none', { prompt: './a.prompt.md', data: './a.jsonl' })
    promptSuite('wrong', {
      prompt: './a.prompt.md',
      data: './a.jsonl',
      // @ts-expect-error an output is described by a zod schema
      output: 'text',
      scorers: [() => true],
    })
    expectTypeOf<Case['id']>().toEqualTypeOf<string>()
  })
})
