import { zodResponseFormat, zodTextFormat } from 'openai/helpers/zod'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { readLogprobs } from '../../src/model/logprobs/read-logprobs.ts'
import { openEmbedded } from './embedded-client.ts'

const system = 'Pick the plant.\n- rose: thorns, petals\n- fern: fronds, shade'
const format = z.object({ reasoning: z.string(), plant: z.enum(['rose', 'fern']), confidence: z.number() })
const messagesOf = (input: string) => [
  { role: 'system' as const, content: system },
  { role: 'user' as const, content: input },
]
const clear = 'Thorns and petals pricked me.'
const unclear = 'Petals in the shade.'

test.for([
  [clear, 'sure'],
  [unclear, 'unsure'],
] as const)('tells the share of the label that it chose, in both APIs: %s', async ([input]) => {
  const { client } = await openEmbedded()
  const response = await client.responses.create({
    model: 'gpt-4.1',
    input: messagesOf(input),
    text: { format: zodTextFormat(format, 'answer') },
    include: ['message.output_text.logprobs'],
  })
  const [item] = response.output
  const part = item?.type === 'message' ? item.content[0] : undefined
  const told = part?.type === 'output_text' ? part.logprobs : undefined
  const { confidence } = format.parse(JSON.parse(response.output_text))
  const logprobs = readLogprobs(response.output_text, told)
  // What it says of its certainty and what its tokens say comes from one and the same share.
  expect(logprobs).toMatchObject({ leaves: [0, expect.closeTo(Math.log(confidence), 4), 0] })
  if (input === clear) expect(confidence).toBeGreaterThan(0.9)
  else expect(confidence).toBeLessThan(0.9)

  const completion = await client.chat.completions.create({
    model: 'gpt-4.1',
    messages: messagesOf(input),
    response_format: zodResponseFormat(format, 'answer'),
    logprobs: true,
  })
  const [choice] = completion.choices
  expect(readLogprobs(choice?.message.content ?? '', choice?.logprobs?.content)).toEqual(logprobs)
})

test('tells them of a bare label, and none where nobody asks', async () => {
  const { client } = await openEmbedded()
  const asked = await client.chat.completions.create({
    model: 'gpt-4.1',
    messages: messagesOf(unclear),
    logprobs: true,
  })
  const [choice] = asked.choices
  const told = readLogprobs(choice?.message.content ?? '', choice?.logprobs?.content)
  expect(told).toEqual({ all: expect.any(Number) })
  expect(Math.exp(Object.values(told)[0])).toBeLessThan(1)
  const plain = await client.chat.completions.create({ model: 'gpt-4.1', messages: messagesOf(unclear) })
  expect(plain.choices[0]?.logprobs).toBeNull()
})

test('refuses to tell other tokens, which it does not weigh', async () => {
  const { client } = await openEmbedded()
  const asked = client.chat.completions.create({
    model: 'gpt-4.1',
    messages: messagesOf(clear),
    logprobs: true,
    top_logprobs: 3,
  })
  await expect(asked).rejects.toThrow(/top_logprobs/)
})
