import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { assignmentPrompt, assignmentSchema } from '../../src/diagnosis/topics/assignment-prompt.ts'
import { topicsPrompt, topicsSchema } from '../../src/diagnosis/topics/topics-prompt.ts'
import type { Message } from '../../src/model/client.ts'
import { askFor, openEmbedded } from './embedded-client.ts'

const finding = (label: string, definition = `About ${label}.`) => ({ label, definition, why: 'It said so.' })

const textOf = (messages: readonly Message[], role: string) =>
  messages.find((message) => message.role === role)?.content ?? ''

async function topicsOf(findings: readonly ReturnType<typeof finding>[], most = 10) {
  const { client } = await openEmbedded()
  const messages = topicsPrompt({ prompt: 'Sort {{question}}' }, { diagnoses: findings, most, likely: 3 })
  const schema = z.toJSONSchema(topicsSchema)
  return topicsSchema.parse(
    await askFor(client, 'topics', schema, textOf(messages, 'system'), textOf(messages, 'user')),
  ).topics
}

async function filed(
  topics: readonly { name: string; definition: string }[],
  labels: readonly (string | ReturnType<typeof finding>)[],
) {
  const { client } = await openEmbedded()
  const messages = assignmentPrompt(
    topics,
    labels.map((label) => (typeof label === 'string' ? finding(label) : label)),
  )
  const schema = z.toJSONSchema(assignmentSchema)
  const answer = await askFor(
    client,
    'assignment',
    schema,
    textOf(messages, 'system'),
    textOf(messages, 'user'),
  )
  const { assignments } = assignmentSchema.parse(answer)
  expect(assignments.map(({ diagnosis }) => diagnosis)).toEqual(labels.map((_, index) => index))
  return assignments.map(({ topic }) => topic)
}

describe('topic extraction', () => {
  it('makes a topic of each label, the most common one first', async () => {
    expect(
      await topicsOf([
        finding('should be pests'),
        finding('should be watering', 'Rare wording.'),
        finding('should be watering', 'Common wording.'),
        finding('Should be: watering', 'Common wording.'),
      ]),
    ).toEqual([
      { name: 'should be watering', definition: 'Common wording.' },
      { name: 'should be pests', definition: 'About should be pests.' },
    ])
  })

  it('takes labels with the same words for one', async () => {
    const topics = await topicsOf([
      finding('misread dates'),
      finding('dates misread'),
      finding('misreads the date'),
    ])
    expect(topics.map(({ name }) => name)).toEqual(['misread dates'])
  })

  it('gives no more than it may', async () => {
    const labels = ['watering', 'watering', 'pests', 'pests', 'pruning']
    const topics = await topicsOf(
      labels.map((label) => finding(`should be ${label}`)),
      2,
    )
    expect(topics.map(({ name }) => name)).toEqual(['should be watering', 'should be pests'])
  })

  it('finds none in nothing', async () => {
    expect(await topicsOf([])).toEqual([])
  })
})

describe('assignment', () => {
  const topics = [
    { name: 'should be watering', definition: 'The guide of watering says too little.' },
    { name: 'should be pests', definition: 'The guide of pests says too little.' },
  ]

  it('goes by the label, then by words in common', async () => {
    expect(await filed(topics, ['should be pests', 'watering is missed', 'the pest guide is thin'])).toEqual([
      1, 0, 1,
    ])
  })

  it('gives -1 for what shares no word that tells the topics apart', async () => {
    expect(
      await filed(topics, ['adds up wrongly', finding('thin guide', 'The guide says too little.')]),
    ).toEqual([-1, -1])
  })

  it('leaves everything unfiled without topics', async () => {
    expect(await filed([], ['should be pests'])).toEqual([-1])
  })
})

it('both are jobs of their own, which faults can be aimed at', async () => {
  const { client, server } = await openEmbedded({
    trouble: [{ when: { job: 'topics' }, do: { refusal: 'not today' } }],
  })
  const [system = '', user = ''] = topicsPrompt(
    { prompt: 'p' },
    { diagnoses: [finding('a b')], most: 1, likely: 1 },
  ).map(({ content }) => content)
  const response = await client.responses.create({
    model: 'gpt-4.1',
    input: [
      { role: 'system', content: system },
      { role: 'user', content: user },
    ],
    text: { format: { type: 'json_schema', name: 'topics', schema: z.toJSONSchema(topicsSchema) } },
  })
  expect(JSON.stringify(response.output)).toContain('not today')
  await expect(
    askFor(client, 'assignment', z.toJSONSchema(assignmentSchema), system, 'no block'),
  ).rejects.toThrow(/<findings>/)
  expect(server.baseURL).toContain('127.0.0.1')
})
