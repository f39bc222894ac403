import { describe, expect, test } from 'vitest'
import { backgroundDistance, unrelatedTexts } from '../../../src/diagnosis/clusters/background-distance.ts'
import { dot, toUnit } from '../../../src/diagnosis/clusters/vector.ts'
import { embedTexts } from '../../../src/diagnosis/embeddings/embed-texts.ts'
import { embedLexically } from '../../../src/diagnosis/embeddings/lexical-embedding.ts'
import { oneCall, scriptedClient } from '../../evaluate/scripted-client.ts'

const vectorsOf = (vectors: number[][]) => ({ status: 'ok' as const, vectors, usage: oneCall })

/** One vector for each text, the last one different. */
const eachAs = (vector: number[], last: number[]) => (texts: readonly string[]) =>
  vectorsOf(texts.map((_, row) => (row === texts.length - 1 ? last : vector)))

describe('embedTexts', () => {
  test('asks for each distinct text once, in one order, and gives unit vectors', async () => {
    const { model, embedded } = scriptedClient({
      embed: (texts) => vectorsOf(texts.map((t) => [t.length, 0])),
    })
    const result = await embedTexts(['bb', 'a', 'bb'], { model, local: false })
    expect(embedded).toEqual([['a', 'bb', ...unrelatedTexts]])
    expect(result.vectors.map((vector) => [...vector])).toEqual([
      [1, 0],
      [1, 0],
      [1, 0],
    ])
    expect(result).toMatchObject({ usage: oneCall, notes: [] })
  })

  test('many texts go in calls that overlap', async () => {
    const bothOpen = Promise.withResolvers<void>()
    let open = 0
    const { model, embedded } = scriptedClient({
      async embed(texts) {
        open += 1
        if (open === 2) bothOpen.resolve()
        await bothOpen.promise
        return vectorsOf(texts.map((_, row) => [1, row]))
      },
    })
    const texts = Array.from({ length: 700 }, (_, n) => `text ${n}`)
    const result = await embedTexts(texts, { model, local: false })
    expect(embedded.map((batch) => batch.length)).toEqual([500, 200 + unrelatedTexts.length])
    expect(result.usage.calls).toBe(2)
  })

  test('local mode makes no call and needs no note', async () => {
    const { model, embedded } = scriptedClient({})
    const result = await embedTexts(['wrong date'], { model, local: true })
    expect(embedded).toEqual([])
    expect(result.notes).toEqual([])
    expect(result.vectors[0]?.some((value) => value !== 0)).toBe(true)
  })

  test.each([
    { name: 'an error', embed: undefined, note: 'no embedder' },
    { name: 'a number that is none', embed: eachAs([1, 2], [1, Number.NaN]), note: 'no number' },
    { name: 'an infinite member', embed: eachAs([1, 2], [1, Number.POSITIVE_INFINITY]), note: 'no number' },
    { name: 'ragged vectors', embed: eachAs([1, 2], [1]), note: 'different lengths' },
    { name: 'too few vectors', embed: () => vectorsOf([[1, 2]]), note: '1 vectors for 10 texts' },
    { name: 'empty vectors', embed: eachAs([], []), note: 'without members' },
    {
      name: 'a client that throws',
      embed: () => {
        throw new Error('bug')
      },
      note: 'bug',
    },
  ])('$name: falls back to words and says so', async ({ embed, note }) => {
    const { model } = scriptedClient(embed ? { embed } : {})
    const texts = ['misread the date', 'skipped the total']
    const result = await embedTexts(texts, { model, local: false })
    expect(result.vectors).toEqual(
      embedLexically([...texts, ...unrelatedTexts])
        .map(toUnit)
        .slice(0, 2),
    )
    expect(result.notes).toEqual([expect.stringContaining(note)])
  })
})

describe('backgroundDistance', () => {
  test('is the mean cosine distance of the unrelated texts', async () => {
    // Four texts along one axis, four along the other: 16 of 28 pairs are 1 apart.
    const alike = (texts: readonly string[]) => vectorsOf(texts.map(() => [1, 0]))
    const halves = (texts: readonly string[]) =>
      vectorsOf(texts.map((text) => (unrelatedTexts.indexOf(text) < 4 ? [1, 0] : [0, 1])))
    const run = async (embed: typeof halves) =>
      (await embedTexts(['x'], { model: scriptedClient({ embed }).model, local: false })).background
    expect(await run(halves)).toBeCloseTo(16 / 28, 6)
    expect(await run(alike)).toBe(0.1)
  })

  test('of words it is nearly 1, so different are the texts', () => {
    expect(backgroundDistance(embedLexically(unrelatedTexts).map(toUnit))).toBeGreaterThan(0.9)
    expect(backgroundDistance([])).toBe(0.1)
  })
})

describe('embedLexically', () => {
  test('near wording is nearer than other wording', () => {
    const [a, b, c] = embedLexically([
      'misreads the order of day and month',
      'misreading day and month order',
      'refuses harmless requests',
    ]).map(toUnit)
    if (!a || !b || !c) throw new Error('three vectors')
    expect(dot(a, b)).toBeGreaterThan(dot(a, c) + 0.3)
  })

  test('equal texts are equal, and function words alone have no direction', () => {
    const [a, b, c] = embedLexically(['wrong date', 'wrong date', 'it is of the'])
    expect(a).toEqual(b)
    expect(c?.every((value) => value === 0)).toBe(true)
  })
})

describe('toUnit', () => {
  test.each([[[3, 4]], [[1e300, 1e300]], [[1e-300, 0]], [[-2]]])('%j has length 1', (values) => {
    const unit = toUnit(values)
    expect(dot(unit, unit)).toBeCloseTo(1, 5)
  })

  test('zeros stay zeros', () => {
    expect([...toUnit([0, 0])]).toEqual([0, 0])
  })
})
