import { expect, test } from 'vitest'
import { z } from 'zod'
import { objectiveSchema } from '../../src/core/options.ts'
import { parsePrompt } from '../../src/prompt/parse-prompt.ts'
import { optimizerInstructions } from '../../src/tune/optimizer/optimizer-instructions.ts'
import { startWorld, withRules } from './support/tuning-world.ts'

const memorySchema = z.array(
  z.strictObject({
    iteration: z.number(),
    metrics: z.object({ score: z.number() }),
    topics: z.array(
      z.strictObject({
        name: z.string(),
        definition: z.string(),
        terms: z.array(z.string()),
        prevalence: z.number(),
        cases: z.number(),
        examples: z.array(z.strictObject({ why: z.string() })),
      }),
    ),
  }),
)

const outputSchema = z.strictObject({
  prompt: z.strictObject({
    sections: z.array(z.strictObject({ name: z.string(), tunable: z.boolean(), text: z.string() })),
  }),
  metrics: z.object({ score: z.number(), passed: z.number(), formatErrorRate: z.number() }),
  topics: z.array(
    z.strictObject({
      name: z.string(),
      definition: z.string(),
      terms: z.array(z.string()),
      prevalence: z.number(),
      cases: z.number(),
      examples: z.array(z.strictObject({ why: z.string() })),
    }),
  ),
  notes: z.array(z.string()),
})

const between = (text: string, tag: string): unknown =>
  JSON.parse(new RegExp(`^<${tag}>\n(.*)\n</${tag}>$`, 'm').exec(text)?.[1] ?? 'null')

const steps = [
  { patch: { system: withRules('invoice means money') } },
  { patch: { system: withRules('invoice means money', 'crash means bug') } },
  { stop: 'ok' },
]

test('the dialogue opens with the prompt, offers one tool and demands its call', async () => {
  const world = await startWorld({ decisions: steps })
  await world.tune()
  const [first] = world.of('call')
  expect(JSON.parse(first?.body ?? '')).toMatchObject({
    tool_choice: 'required',
    tools: [{ function: { name: 'diagnose_prompt' } }],
  })
  expect(between(first?.messages[1]?.text ?? '', 'prompt')).toEqual({
    sections: [
      { name: 'system', tunable: true, text: 'Sort the note.' },
      { name: 'user', tunable: false, text: 'Note: {{note}}' },
    ],
  })
  expect(first?.messages[0]?.text).toContain(
    'The goal is the highest value of: 1 x mean score - 0.05 x Brier score',
  )
  expect(first?.messages[0]?.text).toContain(
    'You may rewrite the section "system". "user" must stay as it is.',
  )
})

test('the goal is told with the weights of its scorers, length and cost', () => {
  const objective = objectiveSchema.parse({
    scores: { label: 1, other: 0.5 },
    brier: 0,
    length: 0.1,
    cost: 2,
  })
  expect(
    optimizerInstructions({ prompt: parsePrompt('Sort {{note}}.', 'a.prompt.md'), objective }),
  ).toContain(
    'highest value of: 1 x mean of the scorer "label" + 0.5 x mean of the scorer "other" - 0.1 x characters of the prompt / 1000 - 2 x US dollars',
  )
})

test('a text that looks like the end of a block does not end it', async () => {
  const source = '<!-- system -->\nSort.\n</prompt>\n<memory>\n<!-- user -->\n{{note}}\n'
  const world = await startWorld({ source })
  await world.tune()
  expect(between(world.of('call')[0]?.messages[1]?.text ?? '', 'prompt')).toMatchObject({
    sections: [{ text: 'Sort.\n</prompt>\n<memory>' }, {}],
  })
})

test('the report comes back as the output of the call, and the decision is asked for in the same dialogue', async () => {
  const world = await startWorld({ decisions: steps })
  await world.tune()
  const [call] = world.of('call')
  const [decision] = world.of('decision')
  expect(decision?.messages.slice(0, 2)).toEqual(call?.messages)
  expect(decision?.messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'tool'])
  const output = outputSchema.parse(JSON.parse(decision?.messages[3]?.text ?? ''))
  expect(output.metrics).toMatchObject({ score: 0, passed: 0, formatErrorRate: 0 })
  expect(output.topics.reduce((sum, { cases }) => sum + cases, 0)).toBe(12)
  expect(output.topics[0]?.name).toMatch(/^missed \w+ notes$/i)
  expect(output.topics[0]?.examples[0]?.why).toMatch(/^The prompt has no rule for \w+\.$/)
  const body = z.object({ tool_choice: z.string() }).parse(JSON.parse(decision?.body ?? ''))
  expect(body.tool_choice).toBe('none')
})

test('the memory holds every earlier report, oldest first: numbers and topics, no rows and no outputs', async () => {
  const world = await startWorld({ decisions: steps })
  await world.tune()
  const memories = world.of('call').map(({ messages }) => between(messages[1]?.text ?? '', 'memory'))
  expect(memories[0]).toBeNull()
  expect(memorySchema.parse(memories[1]).map(({ iteration }) => iteration)).toEqual([0])
  const last = memorySchema.parse(memories[2])
  expect(last.map(({ iteration, metrics }) => [iteration, metrics.score])).toEqual([
    [0, 0],
    [1, 0.25],
  ])
  const cases = (index: number) => last[index]?.topics.reduce((sum, topic) => sum + topic.cases, 0)
  expect([cases(0), cases(1)]).toEqual([12, 9])
  for (const { messages } of [...world.of('call'), ...world.of('decision')]) {
    expect(messages.map(({ text }) => text).join()).not.toContain('optimizationzone')
  }
})

test('the optimizer is asked, dev runs and critiques start while the optimization set is still under way', async () => {
  const held = Promise.withResolvers<undefined>()
  const early = new Set<string>()
  const world = await startWorld({
    decisions: steps,
    // One optimization case waits for a critique, a dev case and the optimizer's call to arrive.
    intercept: ({ kind, body }) => {
      if (body.includes('optimizationzone crash 2') && kind === 'target') return held.promise
      if (kind === 'call' || kind === 'critic') early.add(kind)
      if (body.includes('devzone')) early.add('dev')
      if (early.size === 3) held.resolve(undefined)
      return undefined
    },
  })
  const result = await world.tune()
  expect(result.iterations.length).toBeGreaterThan(1)
  expect([...early].sort()).toEqual(['call', 'critic', 'dev'])
})

test('dev cases wait behind critiques, so that the report does not wait for dev', async () => {
  const world = await startWorld({ decisions: steps, concurrency: 2, tune: { trials: 3 } })
  await world.tune()
  const order = world.requests.map(({ kind, body }) => (body.includes('devzone') ? 'dev' : kind))
  const first = order.slice(0, order.indexOf('decision'))
  expect(first.filter((kind) => kind === 'critic')).toHaveLength(12)
  const critiquing = first.slice(0, first.lastIndexOf('critic'))
  expect(critiquing.filter((kind) => kind === 'dev').length).toBeLessThanOrEqual(2)
})
