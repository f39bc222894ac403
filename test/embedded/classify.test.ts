import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { askFor, type EmbeddedClient, objectSchema, openEmbedded } from './embedded-client.ts'
import { bareGuide, fullGuide, labels, rows } from './garden.ts'

const schema = objectSchema({
  reasoning: { type: 'string' },
  topic: { type: 'string', enum: labels },
  confidence: { type: 'number', minimum: 0, maximum: 1 },
})

async function share(client: EmbeddedClient, system: string): Promise<number> {
  const answers = await Promise.all(rows.map(([text]) => askFor(client, 'answer', schema, system, text)))
  return answers.filter(({ topic }, row) => topic === rows[row]?.[1]).length / rows.length
}

async function pick(system: string, user: string, options: readonly string[]): Promise<unknown> {
  const { client } = await openEmbedded()
  const { label } = await askFor(
    client,
    'answer',
    objectSchema({ label: { type: 'string', enum: options } }),
    system,
    user,
  )
  return label
}

describe('a prompt that says more', () => {
  it('scores better on questions that the guide was not made from', async () => {
    const { client } = await openEmbedded()
    const [bare, full] = [await share(client, bareGuide), await share(client, fullGuide)]
    expect(full).toBeGreaterThanOrEqual(0.8)
    expect(full).toBeGreaterThan(bare + 0.3)
  })

  it('knows nothing by itself: without a guide it is right by chance, and no label is favoured', async () => {
    const { client } = await openEmbedded()
    const options = ['red', 'green', 'blue', 'grey']
    const blind = objectSchema({ label: { type: 'string', enum: options } })
    const asked = Array.from(
      { length: 200 },
      (_, index) => rows[index % rows.length]?.[0].concat(` (${index}x)`) ?? '',
    )
    const answers = await Promise.all(
      asked.map((text) => askFor(client, 'answer', blind, 'Sort the question.', text)),
    )
    for (const option of options) {
      const count = answers.filter(({ label }) => label === option).length
      expect(count).toBeGreaterThan(25)
      expect(count).toBeLessThan(80)
    }
  })

  it('reports a confidence in [0, 1] that is higher where more words speak for the answer', async () => {
    const { client } = await openEmbedded()
    const confidenceOf = async (text: string) =>
      Number((await askFor(client, 'x', schema, fullGuide, text)).confidence)
    expect(await confidenceOf('Nothing to see here.')).toBe(0.25)
    const [some, much] = [
      await confidenceOf('a hose'),
      await confidenceOf('a hose and a sprinkler on dry roots'),
    ]
    expect(some).toBeGreaterThan(0.25)
    expect(much).toBeGreaterThan(some)
    expect(much).toBeLessThanOrEqual(1)
  })

  it('answers any text with a label of the schema, always the same', async () => {
    const { client } = await openEmbedded()
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme' }), async (text) => {
        const answer = await askFor(client, 'answer', schema, fullGuide, text)
        expect(labels).toContain(answer.topic)
        expect(await askFor(client, 'answer', schema, fullGuide, text)).toEqual(answer)
      }),
      { numRuns: 30 },
    )
  })
})

describe('what a prompt may say about a label', () => {
  const options = ['apple', 'plum']
  it.each([
    ['bullets', '- apple: crunchy\n- plum: juicy'],
    ['bold bullets with dashes', '* **apple** – crunchy\n* **plum** – juicy'],
    ['code marks and numbers', '1. `apple` - crunchy\n2. `plum` - juicy'],
    ['lines with an equals sign', 'apple = crunchy\nplum = juicy'],
    ['a table', '| label | guide |\n| --- | --- |\n| apple | crunchy |\n| plum | juicy |'],
    ['headings', '### Apple\nCrunchy ones.\n\nSometimes sour.\n\n### Plum\nJuicy ones.'],
    ['a list below the label', 'apple:\n  - crunchy\nplum:\n  - juicy'],
    ['bullets below the label', '- apple\n  crunchy\n- plum\n  juicy'],
    ['prose', 'Crunchy ones are an apple. Answer plum for juicy ones.'],
    [
      'prose that turns one away',
      'Juicy ones are a plum, not an apple. Crunchy ones are an apple, not a plum.',
    ],
    ['exclusions', '- apple: fruit; not for juicy ones\n- plum: fruit. Not: crunchy ones'],
  ])('%s', async (_form, guide) => {
    const system = `Name the fruit.\n\n${guide}\n\nOne word only.`
    expect(await pick(system, 'It was so juicy!', options)).toBe('plum')
    expect(await pick(system, 'It was so crunchy!', options)).toBe('apple')
  })

  it.each(['If unsure, answer plum.', 'Otherwise: plum', 'Default: plum', '- plum: anything else'])(
    'a fallback: %s',
    async (line) => {
      const system = `- apple: crunchy\n${line}`
      const others = ['one', 'two words', 'three more words', 'four', 'five or six'].map((text) =>
        pick(system, text, options),
      )
      expect(await Promise.all(others)).toEqual(['plum', 'plum', 'plum', 'plum', 'plum'])
      expect(await pick(system, 'crunchy', options)).toBe('apple')
    },
  )

  it('no fallback: a guide that happens to hold such words', async () => {
    const system = '- apple: bruised or otherwise crunchy\n- plum: juicy, shipped by default in boxes'
    expect(await pick(system, 'bruised', options)).toBe('apple')
    expect(await pick(system, 'boxes', options)).toBe('plum')
  })

  it('words that all guides share tell nothing; the name of a label does', async () => {
    const system = '- apple_tart: sweet with cream\n- plum_cake: sweet with cream and crumbs'
    const cakes = ['apple_tart', 'plum_cake']
    expect(await pick(system, 'sweet cream on a tart', cakes)).toBe('apple_tart')
    expect(await pick(system, 'sweet cream, sweet crumbs', cakes)).toBe('plum_cake')
  })

  it('other forms and misspellings of a word count', async () => {
    const system = '- apple: crunchiness, harvesting\n- plum: deliveries, subscription'
    expect(await pick(system, 'harvested', options)).toBe('apple')
    expect(await pick(system, 'delivery', options)).toBe('plum')
    expect(await pick(system, 'subscriptoin', options)).toBe('plum')
  })

  it('a guide in the user message, with the case after it or in tags', async () => {
    const guide = 'Which fruit?\n- apple: crunchy\n- plum: juicy\n'
    expect(await pick('', `${guide}\nReview: a juicy one`, options)).toBe('plum')
    expect(await pick('', `Review: a juicy one\n\n${guide}`, options)).toBe('plum')
    expect(await pick('', `<review>\ncrunchy\n</review>\n${guide}\nJuicy is nice.`, options)).toBe('apple')
  })
})

describe('schemas', () => {
  it('answers every choice by its own guide, and fills the rest plainly', async () => {
    const { client } = await openEmbedded()
    const wide = objectSchema({
      mood: { anyOf: [{ const: 'calm' }, { const: 'angry', description: 'shouting, furious' }] },
      place: { anyOf: [{ type: 'string', enum: ['shop', 'street'] }, { type: 'null' }] },
      nested: objectSchema({ why: { type: 'string' }, urgent: { type: 'boolean' } }),
      tags: { type: 'array', items: { type: 'string' } },
      kind: { $ref: '#/$defs/kind' },
    })
    const defs = { ...wide, $defs: { kind: { const: 'note' } } }
    const system = '- shop: till, shelf\n- street: traffic, pavement'
    expect(await askFor(client, 'answer', defs, system, 'A furious man in the traffic.')).toEqual({
      mood: 'angry',
      place: 'street',
      nested: { why: expect.stringContaining('traffic'), urgent: false },
      tags: [],
      kind: 'note',
    })
  })

  it('takes the labels from the prompt when the schema has none', async () => {
    const { client } = await openEmbedded()
    const open = objectSchema({
      reasoning: { type: 'string' },
      answer: { type: 'string' },
      confidence: { type: 'number' },
    })
    const answer = await askFor(client, 'answer', open, fullGuide, 'Which shears?')
    expect(answer).toMatchObject({ answer: 'pruning', reasoning: expect.stringContaining('shears') })
  })

  it('learns from answered examples in the conversation', async () => {
    const { client } = await openEmbedded()
    const completion = await client.chat.completions.create({
      model: 'gpt-4.1',
      messages: [
        { role: 'system', content: 'Fruit?\n- apple\n- plum' },
        { role: 'user', content: 'purple skin' },
        { role: 'assistant', content: 'plum' },
        { role: 'user', content: 'a deep purple one' },
      ],
    })
    expect(completion.choices[0]?.message.content).toBe('plum')
  })
})
