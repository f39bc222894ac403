import OpenAI from 'openai'
import { describe, expect, it } from 'vitest'
import type { TroubleAct } from '../../src/embedded/trouble.ts'
import { openEmbedded } from './embedded-client.ts'

const system = 'Pick the plant.\n- rose: thorns\n- fern: shade'
const request = (content: string) => ({
  model: 'gpt-4.1',
  messages: [
    { role: 'system' as const, content: system },
    { role: 'user' as const, content },
  ],
})

async function answers(act: TroubleAct) {
  const { client } = await openEmbedded({ trouble: [{ do: act }] })
  const chat = await client.chat.completions.create(request('thorns'))
  const response = await client.responses.create({ model: 'gpt-4.1', instructions: system, input: 'thorns' })
  return { choice: chat.choices[0], response }
}

describe('trouble with the answer', () => {
  it.each(['length', 'content_filter'] as const)('cuts for %s', async (finish) => {
    const { choice, response } = await answers({ finish })
    expect(choice).toMatchObject({ finish_reason: finish, message: { content: 'ro' } })
    expect(response).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason: finish === 'length' ? 'max_output_tokens' : finish },
    })
  })

  it('refuses', async () => {
    const { choice, response } = await answers({ refusal: 'I would rather not.' })
    expect(choice?.message).toMatchObject({ content: null, refusal: 'I would rather not.' })
    expect(response.output).toMatchObject([
      { content: [{ type: 'refusal', refusal: 'I would rather not.' }] },
    ])
  })

  it('says what it is told, or nothing', async () => {
    const said = await answers({ text: '{"queue": ' })
    expect([said.choice?.message.content, said.response.output_text]).toEqual(['{"queue": ', '{"queue": '])
    const silent = await answers({ empty: true })
    expect([silent.choice?.message.content, silent.response.output_text]).toEqual(['', ''])
  })
})

describe('trouble with the connection', () => {
  it('answers with a status and Retry-After', async () => {
    const { client } = await openEmbedded({ trouble: [{ do: { status: 429, retryAfter: 7 } }] })
    const error: unknown = await client.chat.completions.create(request('thorns')).catch((e) => e)
    expect(error).toBeInstanceOf(OpenAI.RateLimitError)
    if (error instanceof OpenAI.RateLimitError) expect(error.headers.get('retry-after')).toBe('7')
  })

  it('is overcome by the retries of the client', async () => {
    const { server } = await openEmbedded({
      trouble: [
        { times: 1, do: { status: 500 } },
        { times: 1, do: { reset: true } },
      ],
    })
    const client = new OpenAI({ apiKey: 'none', baseURL: server.baseURL, maxRetries: 2 })
    const completion = await client.chat.completions.create(request('thorns'))
    expect(completion.choices[0]?.message.content).toBe('rose')
    expect(server.requests.total).toBe(3)
  })

  it('hangs until the client gives up, and can be closed meanwhile', async () => {
    const { client, server } = await openEmbedded({ trouble: [{ do: { hang: true } }] })
    const waiting = client.chat.completions.create(request('thorns'), { timeout: 50 })
    await expect(waiting).rejects.toBeInstanceOf(OpenAI.APIConnectionTimeoutError)
    const cut = expect(client.chat.completions.create(request('thorns'))).rejects.toBeInstanceOf(
      OpenAI.APIConnectionError,
    )
    await expect.poll(() => server.requests.total).toBe(2)
    await server.close()
    await cut
  })

  it('resets', async () => {
    const { client } = await openEmbedded({ trouble: [{ do: { reset: true } }] })
    await expect(client.chat.completions.create(request('thorns'))).rejects.toBeInstanceOf(
      OpenAI.APIConnectionError,
    )
  })

  it('answers later, and with latency', async () => {
    const late = await openEmbedded({ latency: 5, trouble: [{ do: { delay: 5 } }] })
    const completion = await late.client.chat.completions.create(request('thorns'))
    expect(completion.choices[0]?.message.content).toBe('rose')
    const tooLate = await openEmbedded({ trouble: [{ do: { delay: 5_000 } }] })
    await expect(tooLate.client.chat.completions.create(request('thorns'), { timeout: 40 })).rejects.toThrow()
  })
})

describe('when trouble comes', () => {
  it('goes by text, job, number and how often', async () => {
    const { client } = await openEmbedded({
      trouble: [
        { when: { contains: 'unlucky' }, do: { text: 'by text' } },
        { when: { job: 'embedding' }, do: { status: 503 } },
        { when: { contains: 'third', nth: 3 }, do: { text: 'by number' } },
        { when: { contains: 'second', every: 2 }, times: 1, do: { text: 'every other, once' } },
      ],
    })
    const said = async (content: string) =>
      (await client.chat.completions.create(request(content))).choices[0]?.message.content
    expect([await said('unlucky thorns'), await said('thorns')]).toEqual(['by text', 'rose'])
    expect([await said('third thorns'), await said('third thorns')]).toEqual(['rose', 'rose'])
    expect([await said('third thorns'), await said('third thorns')]).toEqual(['by number', 'rose'])
    const others = [await said('second shade'), await said('second shade'), await said('second shade')]
    expect([...others, await said('second shade')]).toEqual(['fern', 'every other, once', 'fern', 'fern'])
    const embedded = client.embeddings.create({ model: 'text-embedding-3-small', input: 'rose' })
    await expect(embedded).rejects.toMatchObject({ status: 503 })
  })
})
