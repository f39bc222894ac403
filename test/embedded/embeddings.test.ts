import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { embedText } from '../../src/embedded/embed-text.ts'
import { openEmbedded } from './embedded-client.ts'

const similarity = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0)

describe('embedText', () => {
  it('gives vectors of length 1, or of zeros for a text without words', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 700 }), (text, dimensions) => {
        const vector = embedText(text, dimensions)
        expect(vector).toHaveLength(dimensions)
        const length = Math.hypot(...vector)
        expect(length === 0 || Math.abs(length - 1) < 1e-9).toBe(true)
      }),
    )
    expect(Math.hypot(...embedText(''))).toBe(0)
    expect(Math.hypot(...embedText('?! 。'))).toBe(0)
  })

  it('is the same for the same text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(embedText(text)).toEqual(embedText(text))
      }),
    )
  })

  it('puts texts that share words nearer than others, function words apart', () => {
    const base = embedText('Misreads the date of delivery. The parcel comes later.')
    const near = embedText('Misreads a delivery date. It was the wrong week.')
    const far = embedText('Rounds the total too early. The sum comes out wrong.')
    expect(similarity(base, near)).toBeGreaterThan(similarity(base, far) + 0.2)
    expect(
      similarity(embedText('what is it that they have'), embedText('locked out of the house')),
    ).toBeLessThan(0.2)
  })

  it('sees inflections and slips of the keyboard', () => {
    const base = embedText('subscription cancelled')
    expect(similarity(base, embedText('subscriptoin cancelling'))).toBeGreaterThan(
      similarity(base, embedText('submarine candles')),
    )
  })
})

describe('POST /v1/embeddings', () => {
  it('gives the client the same vectors in base64, its default, and as floats', async () => {
    const { client } = await openEmbedded()
    const input = ['a red rose', '', 'ferns in the shade']
    const packed = await client.embeddings.create({ model: 'text-embedding-3-small', input })
    const plain = await client.embeddings.create({
      model: 'text-embedding-3-small',
      input,
      encoding_format: 'float',
    })
    expect(plain.data.map(({ embedding }) => embedding)).toEqual(input.map((text) => embedText(text)))
    for (const [index, { embedding }] of packed.data.entries()) {
      expect(embedding).toHaveLength(1_536)
      expect(Math.hypot(...embedding)).toBeCloseTo(index === 1 ? 0 : 1, 5)
      expect(embedding[7]).toBeCloseTo(plain.data[index]?.embedding[7] ?? Number.NaN, 6)
    }
    expect(packed.data.map(({ index }) => index)).toEqual([0, 1, 2])
    expect(packed.usage).toEqual({ prompt_tokens: 7, total_tokens: 7 })
  })

  it('honours dimensions, and refuses tokens in place of text', async () => {
    const { client } = await openEmbedded()
    const short = await client.embeddings.create({
      model: 'text-embedding-3-large',
      input: 'rose',
      dimensions: 64,
    })
    expect(short.data[0]?.embedding).toHaveLength(64)
    const tokens = client.embeddings.create({ model: 'text-embedding-3-large', input: [[1, 2, 3]] })
    await expect(tokens).rejects.toMatchObject({ status: 400, code: 'embedded_cannot' })
  })
})
