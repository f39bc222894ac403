import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { keepsFacts } from '../../src/evaluate/perturb/keeps-facts.ts'
import { mannerOf, paraphrasePrompt, paraphraseSchema } from '../../src/evaluate/perturb/paraphrase-prompt.ts'
import { askFor, openEmbedded } from './embedded-client.ts'

async function restate(texts: readonly string[], variant = 1) {
  const { client } = await openEmbedded()
  const named = texts.map((text, index) => ({ path: `t${index}`, text }))
  const [system, user] = paraphrasePrompt(named, mannerOf(variant).manner).map(({ content }) => content)
  const answer = await askFor(
    client,
    'paraphrase',
    z.toJSONSchema(paraphraseSchema),
    system ?? '',
    user ?? '',
  )
  return paraphraseSchema.parse(answer).texts.map(({ text }) => text)
}

describe('restatement', () => {
  it('takes other everyday words, and leaves quotes alone', async () => {
    expect(await restate(['I can’t log in, because "can\'t" is wrong.', "Don't buy it."])).toEqual([
      'I cannot log in, since "can\'t" is incorrect.',
      'Do not purchase it.',
    ])
  })

  it('is another one for another variant, and says something else than the text in any case', async () => {
    const text = 'The parcel never came to 12 High Street.'
    const said = (await Promise.all([1, 2, 3].map((variant) => restate([text], variant)))).flat()
    expect(said.every((one) => one !== text && one.endsWith(text))).toBe(true)
    expect(new Set(said).size).toBeGreaterThan(1)
  })

  it('keeps what must be kept of any text', async () => {
    const token = fc.constantFrom(
      "I'm",
      'but',
      'Anna',
      '12.5',
      'https://a.example/x',
      'wrong',
      '"big"',
      'A-17',
      '.',
      'need to',
      'x@y.example',
    )
    const samples = fc
      .sample(fc.array(token, { minLength: 1, maxLength: 12 }), 100)
      .map((words) => words.join(' '))
    for (const [index, said] of (await restate(samples)).entries())
      expect(keepsFacts(samples[index] ?? '', said)).toBe(true)
  })
})
