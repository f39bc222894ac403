import type OpenAI from 'openai'
import { describe, expect, it } from 'vitest'
import { openEmbedded } from './embedded-client.ts'

type Input = OpenAI.Responses.ResponseInputItem[]

const guide = `Sort the question.

- watering: irrigation matters
- pests: entomology. Not: weeds
- pruning

Answer about {{place}} in one word.`

const section = (text: string) => ({ name: 'system', tunable: true, text })
const fixed = { name: 'user', tunable: false, text: '{{question}}' }

const topic = (name: string, ...whys: string[]) => ({
  name,
  definition: `What should be "${name}" is not in the guide of "${name}".`,
  terms: [],
  prevalence: 0.5,
  cases: whys.length,
  examples: whys.map((why) => ({ why })),
})

interface Asked {
  text?: string
  topics?: unknown[]
  memory?: unknown[]
  score?: number
  after?: Input
}

const tools = [
  {
    type: 'function' as const,
    name: 'diagnose_prompt',
    strict: true,
    parameters: { type: 'object', properties: {} },
  },
]

function opening(text: string, memory: unknown[]): Input {
  const prompt = JSON.stringify({ sections: [section(text), fixed] })
  const past = memory.length > 0 ? `\n<memory>\n${JSON.stringify(memory)}\n</memory>` : ''
  return [
    { role: 'system', content: 'You improve prompts.' },
    { role: 'user', content: `The prompt:\n<prompt>\n${prompt}\n</prompt>${past}` },
  ]
}

/** Both turns of the dialogue: the tool call, then the decision on the report. */
async function decide({ text = guide, topics = [], memory = [], score = 0.5, after = [] }: Asked) {
  const { client } = await openEmbedded()
  const input = opening(text, memory)
  const called = await client.responses.create({ model: 'gpt-5', input, tools, tool_choice: 'required' })
  const call = called.output.find((item) => item.type === 'function_call')
  const report = { prompt: { sections: [section(text), fixed] }, metrics: { score }, topics, notes: [] }
  const output = {
    type: 'function_call_output' as const,
    call_id: call?.call_id ?? '',
    output: JSON.stringify(report),
  }
  const decided = await client.responses.create({
    model: 'gpt-5',
    input: [...input, ...(call ? [call] : []), output, ...after],
    tools,
    tool_choice: 'none',
    text: { format: { type: 'json_schema', name: 'decision', schema: {} } },
  })
  const decision: {
    action: string
    sections: { name: string; text: string }[]
    rationale: string
    reason: string
  } = JSON.parse(decided.output_text)
  return { call, ...decision, lines: (decision.sections[0]?.text ?? '').split('\n') }
}

describe('the dialogue', () => {
  it('calls the tool first, with the text of the prompt', async () => {
    const { call } = await decide({})
    expect(call).toMatchObject({ name: 'diagnose_prompt', status: 'completed' })
    expect(JSON.parse(call?.arguments ?? '{}').prompt).toContain('- watering: irrigation matters')
  })

  it('does so over chat completions too, also when it is free to', async () => {
    const { client } = await openEmbedded()
    const completion = await client.chat.completions.create({
      model: 'gpt-5',
      messages: [
        { role: 'user', content: `<prompt>\n${JSON.stringify({ sections: [section(guide)] })}\n</prompt>` },
      ],
      tools: [{ type: 'function', function: { name: 'diagnose_prompt', parameters: { type: 'object' } } }],
    })
    expect(completion.choices[0]).toMatchObject({
      finish_reason: 'tool_calls',
      message: { content: null, tool_calls: [{ type: 'function', function: { name: 'diagnose_prompt' } }] },
    })
  })

  it('stops when no topic is left', async () => {
    expect(await decide({})).toMatchObject({
      action: 'stop',
      sections: [],
      reason: 'No failure topic is left.',
    })
  })

  it('stops when nothing tells labels apart', async () => {
    const both = [
      topic('watering', 'Not under "watering" (but "pests"): leaves, yellow.'),
      topic('pests', 'Not under "pests" (but "watering"): leaves, yellow.'),
    ]
    expect(await decide({ topics: both })).toMatchObject({
      action: 'stop',
      reason: expect.stringContaining('no further word'),
    })
  })
})

describe('the edits', () => {
  const hose = topic(
    'watering',
    'Not under "watering" (but "pests"): dry, hose, pot.',
    'Not under "watering" (but "pruning"): dry, hose, sprinkler.',
  )

  it('list the words that cases share, in alphabetical order, and leave all else', async () => {
    const { action, sections, lines, rationale } = await decide({ topics: [hose] })
    expect(action).toBe('patch')
    expect(sections.map(({ name }) => name)).toEqual(['system'])
    expect(lines[2]).toMatch(/^- watering: irrigation matters; also: dry, hose(?:, |$)/)
    expect(lines.filter((_line, number) => number !== 2)).toEqual(
      guide.split('\n').filter((_line, number) => number !== 2),
    )
    expect(rationale).toContain('hose')
  })

  it('put words before an exclusion, and give a bare label a guide', async () => {
    const { lines } = await decide({
      topics: [
        topic(
          'pests',
          'Not under "pests" (but "pruning"): aphids.',
          'Not under "pests" (but "pruning"): aphids.',
        ),
        topic(
          'pruning',
          'Not under "pruning" (but "pests"): shears.',
          'Not under "pruning" (but "pests"): shears.',
        ),
      ],
    })
    expect(lines.slice(3, 5)).toEqual(['- pests: entomology; also: aphids. Not: weeds', '- pruning: shears'])
  })

  it('add the line of a label that has none beside the others', async () => {
    const { lines } = await decide({
      topics: [topic('soil', 'Not under "soil" (but "pests"): clay, compost.')],
    })
    expect(lines.slice(4, 7)).toEqual(['- pruning', '- soil: clay, compost', ''])
  })

  it('start a guide before the case where there is none', async () => {
    const text = 'Sort this.\n\nQuestion: {{question}}'
    const { lines } = await decide({
      text,
      topics: [topic('soil', 'Not under "soil" (but "pests"): clay, compost.')],
    })
    expect(lines).toEqual(['Sort this.', '', '- soil: clay, compost', '', 'Question: {{question}}'])
  })

  it('merge into a list, and take off it what draws other cases', async () => {
    const text = guide.replace('irrigation matters', 'irrigation matters; also: dry, leaves')
    const drawn = 'Not under "pests" (but "watering"): web. Under "watering" (but "pests"): leaves.'
    const { lines } = await decide({ text, topics: [hose, topic('pests', drawn, drawn, drawn)] })
    expect(lines[2]).toMatch(/^- watering: irrigation matters; also: dry, hose/)
    expect(lines[2]).not.toContain('leaves')
    expect(lines[3]).toContain('web')
  })

  it('never take a word that stands in the guide of another label', async () => {
    const why = 'Not under "watering" (but "pests"): entomology, hose.'
    const { lines } = await decide({ topics: [topic('watering', why, why)] })
    expect(lines[2]).toBe('- watering: irrigation matters; also: hose')
  })

  it('stay small: at most 12 words for a label, each once', async () => {
    const many = Array.from(
      { length: 40 },
      (_, index) => `w${String.fromCharCode(97 + (index % 26))}${'x'.repeat(1 + index / 26)}`,
    )
    const why = `Not under "watering" (but "pests"): ${many.join(', ')}.`
    const { lines } = await decide({ topics: [topic('watering', why, why)] })
    const list = lines[2]?.split('also: ')[1]?.split(', ') ?? []
    expect(list.length).toBeGreaterThan(0)
    expect(list.length).toBeLessThanOrEqual(12)
    expect(new Set(list).size).toBe(list.length)
    expect(list).toEqual([...list].sort())
  })

  it('are smaller after a step that lowered the score', async () => {
    const words = Array.from({ length: 12 }, (_, index) => `word${String.fromCharCode(97 + index)}`)
    const why = `Not under "watering" (but "pests"): ${words.join(', ')}.`
    const sizeAfter = async (before: number) => {
      const { lines } = await decide({
        topics: [topic('watering', why, why)],
        memory: [{ metrics: { score: before } }],
      })
      return lines[2]?.split('also: ')[1]?.split(', ').length ?? 0
    }
    expect(await sizeAfter(0.6)).toBeLessThan(await sizeAfter(0.4))
  })

  it('read reasons of another critic too', async () => {
    const { lines } = await decide({
      topics: [
        {
          ...topic(
            'x',
            'The model overlooked that a sprinkler is mentioned.',
            'A sprinkler and a hose were mentioned.',
          ),
          name: 'watering questions missed',
          definition: 'Questions on watering are taken for pests.',
          terms: ['sprinkler', 'hose', 'watering'],
        },
      ],
    })
    expect(lines[2]).toMatch(/also: .*hose.*sprinkler/)
  })

  it('ask for the form once, when answers fail by form', async () => {
    const malformed = {
      ...topic('x', 'cut'),
      name: 'malformed output',
      definition: 'The output has another form.',
    }
    const first = await decide({ topics: [malformed] })
    expect(first.lines.at(-1)).toBe('Answer in exactly the requested form and nothing else.')
    expect((await decide({ text: first.lines.join('\n'), topics: [malformed] })).action).toBe('stop')
  })
})

describe('after a refusal', () => {
  const why = 'Not under "watering" (but "pests"): dry, hose, pot, sprinkler.'
  const topics = [topic('watering', why, why)]
  const complaint = (content: string): Input => [
    { role: 'assistant', content: '{"action":"patch"}' },
    { role: 'user', content },
  ]

  it('leaves out what was complained of', async () => {
    const { lines } = await decide({
      topics,
      after: complaint('The patch copies words: "dry hose". State a rule.'),
    })
    expect(lines[2]).toBe('- watering: irrigation matters; also: pot, sprinkler')
  })

  it('gives up in the end', async () => {
    const after = Array.from({ length: 4 }, () => complaint('No.')).flat()
    expect(await decide({ topics, after })).toMatchObject({
      action: 'stop',
      reason: expect.stringContaining('refused'),
    })
  })
})
