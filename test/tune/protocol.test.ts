import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { type Answer, answer, answerJson, type Reply } from '../support/api-server.ts'
import { patchAnswer, startWorld, type World, withRules } from './support/tuning-world.ts'

const good = withRules(
  'invoice means money',
  'password means access',
  'parcel means goods',
  'crash means bug',
)
const goodPatch = patchAnswer({ system: good })

const say = (said: Answer): Reply => ({ type: 'answer', answer: said })
const call = (args: string, id = 'call-1', name = 'diagnose_prompt') => ({ name, arguments: args, id })
const right = '{"prompt":"Sort the note."}'

interface Trouble {
  /** The optimizer's answers in order; the last one for ever. */
  readonly answers: readonly Reply[]
  /** How often it is asked in the step that the trouble stands in. */
  readonly asked: number
  /** What it is told: in a message, or in the output of a call. */
  readonly told: RegExp
  /** What the outputs of its calls say, by call id. */
  readonly outputs?: Readonly<Record<string, RegExp>>
  /** Answers that count towards the re-asks. Default 1. */
  readonly faults?: number
}

const troubles: Record<string, Trouble> = {
  'does not call the tool': {
    answers: [answer('The prompt looks fine.'), say({ toolCalls: [call(right)] }), goodPatch],
    asked: 3,
    told: /You answered without calling diagnose_prompt/,
  },
  'answers nothing at all': {
    answers: [say({}), say({ toolCalls: [call(right)] }), goodPatch],
    asked: 3,
    told: /could not be used \(empty\)/,
  },
  'decides before the call': {
    answers: [goodPatch, say({ toolCalls: [call(right)] }), goodPatch],
    asked: 3,
    told: /no decision is taken before the diagnosis/,
  },
  'calls twice at once': {
    answers: [say({ toolCalls: [call(right, 'a'), call(right, 'b')] }), goodPatch],
    asked: 2,
    told: /called twice/,
    outputs: { a: /"topics"/, b: /called twice\. This call was not run/ },
  },
  'calls three times at once, first with arguments that are not JSON': {
    answers: [say({ toolCalls: [call('{"prompt":', 'a'), call(right, 'b'), call(right, 'c')] }), goodPatch],
    asked: 2,
    told: /called twice/,
    outputs: { a: /were not JSON, so that it was not run/, b: /"topics"/, c: /called twice/ },
  },
  'calls again when it is to decide': {
    answers: [say({ toolCalls: [call(right, 'a')] }), say({ toolCalls: [call(right, 'b')] }), goodPatch],
    asked: 3,
    told: /the diagnosis is done.*decision now/s,
    outputs: { a: /"topics"/, b: /the diagnosis is done/ },
  },
  'calls with another prompt': {
    answers: [say({ toolCalls: [call('{"prompt":"Be a poet."}')] }), goodPatch],
    asked: 2,
    told: /gave another prompt\. It was not run/,
    outputs: { 'call-1': /"topics".*It was not run: this report is on the current prompt/s },
  },
  'calls with another prompt again and again': {
    answers: [
      say({ toolCalls: [call('{"prompt":"Be a poet."}', 'a')] }),
      say({ toolCalls: [call('{"prompt":"Be a clown."}', 'b')] }),
      goodPatch,
    ],
    asked: 3,
    faults: 2,
    told: /the diagnosis is done.*decision now/s,
    outputs: { a: /this report is on the current prompt/, b: /the diagnosis is done/ },
  },
  'calls an unknown tool': {
    answers: [
      say({ toolCalls: [call('{"path":"/etc/passwd"}', 'x', 'read_file')] }),
      say({ toolCalls: [call(right)] }),
      goodPatch,
    ],
    asked: 3,
    told: /There is no tool [\\"]+read_file/,
    outputs: { x: /There is no tool/, 'call-1': /"topics"/ },
  },
  'calls an unknown tool beside the right one': {
    answers: [say({ toolCalls: [call('{}', 'x', 'read_file'), call(right, 'y')] }), goodPatch],
    asked: 2,
    told: /There is no tool [\\"]+read_file/,
    outputs: { x: /There is no tool/, y: /"topics"/ },
  },
  'sends arguments that are not JSON': {
    answers: [
      say({ toolCalls: [call('{"prompt": "Sort', 'a')] }),
      say({ toolCalls: [call(right, 'b')] }),
      goodPatch,
    ],
    asked: 3,
    told: /arguments of this call of diagnose_prompt were not JSON/,
    outputs: { a: /were not JSON/, b: /"topics"/ },
  },
  'sends arguments of another form': {
    answers: [say({ toolCalls: [call('["Sort the note."]')] }), goodPatch],
    asked: 2,
    told: /arguments of your call held no [\\"]+prompt/,
    outputs: { 'call-1': /"topics"/ },
  },
  'writes text instead of a decision': {
    answers: [say({ toolCalls: [call(right)] }), answer('I would add rules.'), goodPatch],
    asked: 3,
    told: /could not be used \(malformed\)/,
  },
  'sends a decision of another form': {
    answers: [say({ toolCalls: [call(right)] }), answerJson({ action: 'rewrite' }), goodPatch],
    asked: 3,
    told: /could not be used \(malformed\)/,
  },
}

describe.each(['chat', 'responses'] as const)('the dialogue over %s', (api) => {
  const play = (answers: readonly Reply[]) => {
    let next = 0
    return startWorld({
      api,
      intercept: ({ kind }) =>
        kind === 'call' || kind === 'decision' ? answers[Math.min(next++, answers.length - 1)] : undefined,
    })
  }
  const dialogueOf = (world: World) =>
    world.requests.filter(({ kind }) => kind === 'call' || kind === 'decision').map(({ body }) => body)

  test.for(Object.entries(troubles))(
    'an optimizer that %s',
    async ([, { answers, asked, told, outputs = {}, faults = 1 }]) => {
      const world = await play(answers)
      const result = await world.tune()
      expect(result).toMatchObject({ best: 1, written: true, stop: { code: 'all-correct' } })
      const bodies = dialogueOf(world)
      // The tuned prompt is perfect, so that one step is all there is; a dialogue that was begun beside its measurement does not count.
      const step = bodies.slice(0, asked)
      expect(step.at(-1)).toMatch(told)
      expect(step.slice(0, 1).join()).not.toMatch(told)
      for (const body of bodies) checkCalls(body)
      const given = new Map(outputsOf(JSON.parse(step.at(-1) ?? '')))
      for (const [id, output] of Object.entries(outputs)) expect(given.get(id)).toMatch(output)
      const run = world.of('target').map(({ messages }) => messages[0]?.text)
      expect([...new Set(run)]).toEqual(['Sort the note.', good])
      const refusals = (await world.journal()).filter(
        ({ type, ...event }) => type === 'refusal' && 'iteration' in event && event.iteration === 0,
      )
      expect(refusals).toHaveLength(faults)
    },
  )

  test.for(
    Object.entries({
      'never calls': [answer('No.')],
      'calls an unknown tool for ever': [say({ toolCalls: [call('{}', 'x', 'read_file')] })],
      'sends no JSON for ever': [say({ toolCalls: [call('prompt: Sort')] })],
      'never decides': [say({ toolCalls: [call(right)] })],
      'calls twice for ever': [say({ toolCalls: [call(right, 'a'), call(right, 'b')] })],
      'calls with another prompt for ever': [say({ toolCalls: [call('{"prompt":"Be a poet."}')] })],
      'writes text for ever': [say({ toolCalls: [call(right)] }), answer('Hm.')],
    }),
  )('an optimizer that %s is given up after five re-asks', async ([, answers]) => {
    const world = await play(answers)
    const result = await world.tune()
    expect(result).toMatchObject({ best: 0, written: false, stop: { code: 'invalid-decisions' } })
    expect(result.stop.reason).toMatch(/asked again 5 times\. The last problem: /)
    const refusals = (await world.journal()).filter(({ type }) => type === 'refusal')
    expect(refusals).toHaveLength(6)
    const bodies = dialogueOf(world)
    expect(bodies.length).toBeLessThanOrEqual(7)
    for (const body of bodies) checkCalls(body)
    expect([...new Set(world.of('target').map(({ messages }) => messages[0]?.text))]).toEqual([
      'Sort the note.',
    ])
  })

  test('the tool is offered in every turn, demanded in the first and barred in the second', async () => {
    const world = await play([say({ toolCalls: [call(right, 'the-id')] }), goodPatch])
    await world.tune()
    const [first, second] = dialogueOf(world).map((body) => z.looseObject({}).parse(JSON.parse(body)))
    expect([first?.tool_choice, second?.tool_choice]).toEqual(['required', 'none'])
    for (const body of [first, second]) {
      expect(JSON.stringify(body?.tools)).toContain('"name":"diagnose_prompt"')
    }
    expect(outputsOf(second)).toEqual([['the-id', expect.stringContaining('"topics"')]])
    expect(JSON.stringify(second)).toContain('"name":"decision"')
  })
})

test('reasoning goes back with its turn, also with a turn that was refused', async () => {
  const answers = [
    say({ toolCalls: [call(right)], reasoning: 'first thought' }),
    answer('I would add rules.', { reasoning: 'second thought' }),
    patchAnswer({ user: 'no' }),
    goodPatch,
  ]
  let next = 0
  const world = await startWorld({
    api: 'responses',
    intercept: ({ kind }) => (kind === 'call' || kind === 'decision' ? answers[next++] : undefined),
    tune: { patience: 1 },
  })
  await world.tune()
  const inputs = world.of('decision').map(({ body }) => inputSchema.parse(JSON.parse(body)).input)
  const kinds = inputs.map((items) =>
    items.map((item) => item.encrypted_content ?? item.type ?? item.role).slice(2),
  )
  const called = ['first thought', 'function_call', 'function_call_output']
  expect(kinds).toEqual([
    called,
    [...called, 'second thought', 'message', 'user'],
    [...called, 'second thought', 'message', 'user', 'message', 'user'],
  ])
})

const inputSchema = z.object({
  input: z.array(
    z.looseObject({
      type: z.string().optional(),
      role: z.string().optional(),
      encrypted_content: z.string().optional(),
      call_id: z.string().optional(),
      output: z.string().optional(),
    }),
  ),
})
const messagesSchema = z.object({
  messages: z.array(
    z.looseObject({
      role: z.string(),
      content: z.string().nullish(),
      tool_call_id: z.string().optional(),
      tool_calls: z
        .array(z.object({ id: z.string(), function: z.looseObject({ arguments: z.string() }) }))
        .default([]),
    }),
  ),
})

/** The outputs of calls in a request, under the ids that they are given for. */
function outputsOf(body: unknown): [string | undefined, string][] {
  const chat = messagesSchema.safeParse(body)
  if (chat.success) {
    return chat.data.messages.flatMap(({ role, tool_call_id, content }) =>
      role === 'tool' ? [[tool_call_id, content ?? '']] : [],
    )
  }
  return inputSchema
    .parse(body)
    .input.flatMap(({ type, call_id, output }) =>
      type === 'function_call_output' ? [[call_id, output ?? '']] : [],
    )
}

/** Every call of a request has one output, right after the turn that made it, as the providers demand. */
function checkCalls(text: string): void {
  const body: unknown = JSON.parse(text)
  const chat = messagesSchema.safeParse(body)
  const open: (string | undefined)[] = []
  if (chat.success) {
    for (const { role, tool_calls, tool_call_id } of chat.data.messages) {
      if (role === 'tool') expect(open.shift()).toBe(tool_call_id)
      else expect(open).toEqual([])
      open.push(...tool_calls.map(({ id }) => id))
      for (const made of tool_calls) JSON.parse(made.function.arguments)
    }
  } else {
    for (const { type, call_id } of inputSchema.parse(body).input) {
      if (type === 'function_call') open.push(call_id)
      else if (type === 'function_call_output') expect(open.shift()).toBe(call_id)
      else expect(open).toEqual([])
    }
  }
  expect(open).toEqual([])
}
