import { describe, expect, it } from 'vitest'
import { askFor, openEmbedded } from './embedded-client.ts'
import { fullGuide } from './garden.ts'

interface Diagnosis {
  label: string
  definition: string
  why: string
  basis: string
}

async function critique(details: Record<string, unknown>) {
  const { client } = await openEmbedded()
  const prompt = [
    { role: 'system', content: fullGuide },
    { role: 'user', content: '{{question}}' },
  ]
  const user = `This case failed.\n<case>\n${JSON.stringify({ prompt, kind: 'wrong', score: 0, feedback: [], ...details })}\n</case>`
  const answer = await askFor(client, 'critique', {}, 'Find out why.', user)
  const diagnoses: Diagnosis[] = JSON.parse(JSON.stringify(answer.diagnoses))
  for (const { label } of diagnoses) {
    expect(label.split(/\s+/).length).toBeGreaterThanOrEqual(2)
    expect(label.split(/\s+/).length).toBeLessThanOrEqual(6)
  }
  return { diagnoses, confidence: answer.confidence }
}

const confused = {
  input: { question: 'The gutter drips on my begonias and the leaves turn yellow, zinc perhaps?' },
  expected: { topic: 'soil' },
  output: { reasoning: 'It is about leaves.', topic: 'pests' },
}

describe('the critic', () => {
  it('names the confusion, the words that the guide lacks in alphabetical order, and those that drew away', async () => {
    const { diagnoses } = await critique(confused)
    const [first] = diagnoses
    expect(first).toMatchObject({ label: 'should be soil', definition: expect.stringContaining('"soil"') })
    expect(first?.why).toContain(
      'Not under "soil" (but "pests"): begonias, drips, gutter, leaves, turn, yellow, zinc.',
    )
    expect(first?.basis).toContain('leaves')
  })

  it('adds the overlap of two guides when both hold words of the case', async () => {
    const { diagnoses } = await critique({
      ...confused,
      input: { question: 'Are the holes in these leaves a lack of nutrients?' },
    })
    expect(diagnoses.map(({ label }) => label)).toEqual(['should be soil', 'overlapping guide of pests'])
    expect(diagnoses[1]?.why).toContain('holes, leaves')
  })

  it('finds a bare expected label in an object', async () => {
    const { diagnoses } = await critique({ ...confused, expected: 'soil' })
    expect(diagnoses[0]?.label).toBe('should be soil')
  })

  it.each(['refusal', 'length', 'content-filter', 'empty', 'malformed'])(
    'names a failure of form: %s',
    async (kind) => {
      const { diagnoses } = await critique({
        ...confused,
        kind,
        output: undefined,
        text: '{"topic',
        feedback: ['cut'],
      })
      expect(diagnoses).toHaveLength(1)
      expect(diagnoses[0]).toMatchObject({ why: 'cut', basis: expect.stringContaining('{"topic') })
      expect(diagnoses[0]?.label).not.toContain('soil')
    },
  )

  it('passes on what the scorers say when there is no confusion of labels', async () => {
    const { diagnoses } = await critique({
      expected: { text: 'A long answer. It has two sentences.' },
      output: { text: 'Something else. Quite.' },
      feedback: ['tokenF1: only one word in common'],
    })
    expect(diagnoses[0]).toMatchObject({
      label: 'answer differs from expected',
      why: 'tokenF1: only one word in common',
    })
  })

  it.each([
    [0.9, 'overconfident'],
    [0.7, 'overconfident'],
    [0.3, 'appropriate'],
    [undefined, 'unknown'],
  ])('judges a confidence of %s as %s', async (confidence, judgment) => {
    expect((await critique({ ...confused, confidence })).confidence).toBe(judgment)
  })

  it('says what it needs when the case is missing', async () => {
    const { client } = await openEmbedded()
    const asked = askFor(client, 'critique', {}, '', 'Why?')
    await expect(asked).rejects.toMatchObject({ status: 400, message: expect.stringContaining('<case>') })
  })
})

describe('the judge', () => {
  const judge = async (details: Record<string, unknown>) => {
    const { client } = await openEmbedded()
    return askFor(client, 'verdict', {}, '', `<judge>\n${JSON.stringify(details)}\n</judge>`)
  }

  it('scores the overlap of words and says that it is a stand-in', async () => {
    const same = await judge({
      rubric: 'r',
      input: {},
      output: 'Prune roses in March.',
      expected: 'prune rose, march',
    })
    expect(same).toMatchObject({ score: 1, reason: expect.stringContaining('stand-in') })
    const half = await judge({ rubric: 'r', input: {}, output: 'Prune roses', expected: 'prune ferns' })
    expect(half.score).toBe(0.5)
    const none = await judge({ rubric: 'names the month', input: {}, output: { text: 'Perhaps' } })
    expect(none).toMatchObject({ score: 0, reason: expect.stringContaining('rubric') })
  })
})
