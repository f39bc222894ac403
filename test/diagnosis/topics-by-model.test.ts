import { describe, expect, test } from 'vitest'
import { answerJson, apiError, refuse } from '../support/api-server.ts'
import { failures, readFindings, reportOn, startCriticServer } from './critic-server.ts'

const fourCauses = [
  ...failures('dates', 6),
  ...failures('sums', 4),
  ...failures('tone', 3),
  ...failures('units', 2),
]
/** Each is between two topics, so that only the critic can tell. */
const between = failures('dates or sums', 60)

const sizes = (topics: readonly { name: string; diagnoses: number }[]) =>
  topics.map(({ name, diagnoses }) => [name, diagnoses])

describe('topics by a model', () => {
  test('one call names them, and diagnoses that are clear cost no further one', async () => {
    const critic = await startCriticServer({ topics: ['names', 'dates', 'sums', 'tone', 'units'] })
    const { topics, other, cost, notes, usage, embedder } = await reportOn(fourCauses, critic)
    expect(sizes(topics)).toEqual([
      ['dates failure', 6],
      ['sums failure', 4],
      ['tone failure', 3],
      ['units failure', 2],
    ])
    expect(topics[0]).toMatchObject({
      definition: 'All about dates.',
      caseIds: ['dates 1', 'dates 2', 'dates 3', 'dates 4', 'dates 5', 'dates 6'],
      examples: Array(5).fill({ why: expect.stringMatching(/^So it went in dates \d\.$/) }),
    })
    expect(other).toEqual({ diagnoses: 0, caseIds: [] })
    expect(notes).toEqual([])
    expect([critic.count('critique'), critic.count('topics'), critic.count('assignment')]).toEqual([15, 1, 0])
    expect([cost.critiques.calls, cost.topics.calls, cost.assignments.calls]).toEqual([15, 1, 0])
    expect(cost.embeddings.calls).toBe(critic.count('embeddings'))
    expect(usage.critic?.calls).toBe(16)
    expect(embedder).toBe('text-embedding-3-small')
  })

  test('the request holds the template, the criteria and how many topics there may be', async () => {
    const critic = await startCriticServer()
    await reportOn(fourCauses, critic, { criteria: 'Amounts are in euros.', options: { topics: 5 } })
    const [text = ''] = critic.textsOf('topics')
    expect(text).toContain('Read {{ticket}}')
    expect(text).toContain('Amounts are in euros.')
    expect(readFindings(text)).toMatchObject({ most: 5 })
    expect(readFindings(text).findings).toHaveLength(15)
  })

  test('"auto" asks for at most maxTopics and hints at how many there are', async () => {
    const critic = await startCriticServer()
    await reportOn(fourCauses, critic, { options: { maxTopics: 8 } })
    expect(readFindings(critic.textsOf('topics')[0] ?? '')).toMatchObject({ most: 8, likely: 4 })
  })

  test('unclear diagnoses are filed 25 at a time, all at once, and each is in one topic or in none', async () => {
    const all = Promise.withResolvers<void>()
    const critic = await startCriticServer({
      topics: ['dates', 'sums', 'tone', 'units'],
      file: ({ why }, topics) => {
        const number = Number(/\d+/.exec(why)?.[0])
        return number % 10 === 0
          ? -1
          : topics.findIndex(({ name }) => name.startsWith(number % 2 ? 'dates' : 'sums'))
      },
      async intercept(asked, { nth }) {
        if (asked !== 'assignment') return undefined
        if (nth === 3) all.resolve()
        await all.promise
        return undefined
      },
    })
    const { topics, other, cost, notes } = await reportOn([...fourCauses, ...between], critic)
    expect(critic.count('assignment')).toBe(3)
    expect(cost.assignments.calls).toBe(3)
    expect(sizes(topics)).toEqual([
      ['dates failure', 36],
      ['sums failure', 28],
      ['tone failure', 3],
      ['units failure', 2],
    ])
    expect(other.diagnoses).toBe(6)
    expect(other.caseIds).toEqual([
      'dates or sums 10',
      'dates or sums 20',
      'dates or sums 30',
      'dates or sums 40',
      'dates or sums 50',
      'dates or sums 60',
    ])
    const filed = [...topics.flatMap(({ caseIds }) => caseIds), ...other.caseIds]
    expect(new Set(filed).size).toBe(75)
    expect(filed).toHaveLength(75)
    // What belongs to no topic is part of the whole.
    expect(topics.reduce((sum, { prevalence }) => sum + prevalence, 0)).toBeCloseTo(69 / 75)
    expect(notes).toEqual([])
    for (const text of critic.textsOf('assignment'))
      expect(readFindings(text).findings.length).toBeLessThanOrEqual(25)
  })

  test('critiques overlap', async () => {
    const all = Promise.withResolvers<void>()
    const critic = await startCriticServer({
      async intercept(asked, { nth }) {
        if (asked !== 'critique') return undefined
        if (nth === 15) all.resolve()
        await all.promise
        return undefined
      },
    })
    expect((await reportOn(fourCauses, critic)).critiqued).toBe(15)
  })

  test('at most 100 findings are shown, of every group some', async () => {
    const critic = await startCriticServer()
    await reportOn(
      [...failures('dates', 200), ...failures('sums', 100), ...failures('tone', 3), ...failures('units', 1)],
      critic,
    )
    const { findings } = readFindings(critic.textsOf('topics')[0] ?? '')
    expect(findings).toHaveLength(100)
    const labels = findings.map(({ label }) => label.split(' ')[0])
    expect(new Set(labels)).toEqual(new Set(['dates', 'sums', 'tone', 'units']))
    expect(labels.filter((label) => label === 'tone')).toHaveLength(3)
  })

  test('topics that say the same are one, and one that nothing belongs to vanishes', async () => {
    const critic = await startCriticServer({
      topics: ['dates', 'Dates', 'dates again', 'sums', 'tone', 'spelling', 'units'],
    })
    const { topics } = await reportOn(fourCauses, critic)
    expect(sizes(topics)).toEqual([
      ['dates failure', 6],
      ['sums failure', 4],
      ['tone failure', 3],
      ['units failure', 2],
    ])
  })

  test('more topics than asked for are left out, and so is one that is called "other"', async () => {
    const critic = await startCriticServer({
      topics: ['Other failures', 'dates', 'sums', 'tone', 'units'],
      file: () => -1,
    })
    const { topics, other } = await reportOn(fourCauses, critic, { options: { topics: 2 } })
    expect(sizes(topics)).toEqual([
      ['dates failure', 6],
      ['sums failure', 4],
    ])
    expect(other.diagnoses).toBe(5)
  })

  test('with fewer than four labels there is nothing to ask', async () => {
    const critic = await startCriticServer()
    const { topics } = await reportOn(
      [...failures('dates', 9), ...failures('sums', 2), ...failures('tone', 2)],
      critic,
    )
    expect(critic.count('topics')).toBe(0)
    expect(topics.map(({ diagnoses }) => diagnoses)).toEqual([9, 2, 2])
  })

  test('the order of arrival changes nothing', async () => {
    const critic = await startCriticServer({
      topics: ['dates', 'sums', 'tone', 'units'],
      file: ({ why }) => (why.includes('1') ? 0 : 1),
    })
    const results = [...fourCauses, ...between]
    const first = await reportOn(results, critic)
    expect((await reportOn([...results].reverse(), critic)).topics).toEqual(first.topics)
  })

  test('a report before gives its ids to the topics found again', async () => {
    const critic = await startCriticServer()
    const previous = await reportOn(fourCauses, critic)
    const { topics } = await reportOn(fourCauses, critic, { previous })
    expect(topics.map(({ id, name, change }) => [id, name, change])).toEqual(
      previous.topics.map(({ id, name }) => [id, name, 'same']),
    )
  })
})

describe('without usable answers', () => {
  const byWords = [6, 4, 3, 2]
  const failing = [
    { name: 'fails', reply: apiError(500, 'out of order'), note: /server: .*out of order/ },
    { name: 'refuses', reply: refuse('I would rather not.'), note: /refusal/ },
    { name: 'answers in another form', reply: answerJson({ themes: [] }), note: /malformed/ },
    { name: 'names no topic', reply: answerJson({ topics: [] }), note: /named none/ },
    {
      name: 'names topics with no word',
      reply: answerJson({ topics: [{ name: ' - ', definition: 'd' }] }),
      note: /named none/,
    },
  ]

  test.each(failing)(
    'a critic that $name as to topics: topics by words, and a note',
    async ({ reply, note }) => {
      const critic = await startCriticServer({
        intercept: (asked) => (asked === 'topics' ? reply : undefined),
      })
      const { topics, notes, other } = await reportOn(fourCauses, critic)
      expect(topics.map(({ diagnoses }) => diagnoses)).toEqual(byWords)
      expect(other.diagnoses).toBe(0)
      expect(notes).toEqual([expect.stringMatching(note)])
      expect(critic.count('assignment')).toBe(0)
    },
  )

  test('topics that fit no diagnosis: topics by words, and a note', async () => {
    const critic = await startCriticServer({ topics: ['weather', 'sports'], file: () => -1 })
    const { topics, notes } = await reportOn(fourCauses, critic)
    expect(topics.map(({ diagnoses }) => diagnoses)).toEqual(byWords)
    expect(notes).toEqual([expect.stringContaining('no diagnosis belongs to those that the critic named')])
  })

  test('what nobody files and no topic is near to is in none', async () => {
    const critic = await startCriticServer({
      topics: ['dates', 'sums'],
      intercept: (asked) => (asked === 'assignment' ? refuse('no') : undefined),
    })
    const { topics, other } = await reportOn(fourCauses, critic)
    expect(sizes(topics)).toEqual([
      ['dates failure', 6],
      ['sums failure', 4],
    ])
    expect(other.diagnoses).toBe(5)
  })

  test('of two answers for one diagnosis the first one counts', async () => {
    const critic = await startCriticServer({
      topics: ['dates', 'sums', 'tone', 'units'],
      intercept: (asked) =>
        asked === 'assignment'
          ? answerJson({
              assignments: [1, 2].flatMap((topic) =>
                Array.from({ length: 25 }, (_, diagnosis) => ({ diagnosis, topic })),
              ),
            })
          : undefined,
    })
    const { topics } = await reportOn([...fourCauses, ...between], critic)
    expect(topics.find(({ name }) => name === 'sums failure')?.diagnoses).toBe(64)
  })

  test.each([
    { name: 'fails', reply: apiError(503, 'busy'), note: /25 unclear diagnoses .*busy/ },
    { name: 'is refused', reply: refuse('no'), note: /25 unclear diagnoses .*refusal/ },
    { name: 'has another form', reply: answerJson([1, 2]), note: /25 unclear diagnoses .*malformed/ },
    {
      name: 'names topics and diagnoses that there are not',
      reply: answerJson({
        assignments: [
          { diagnosis: 99, topic: 0 },
          { diagnosis: 0, topic: 77 },
          { diagnosis: 1, topic: -2 },
        ],
      }),
      note: /25 unclear diagnoses .*left them out/,
    },
  ])('a batch that $name goes to the nearest topics, and a note says so', async ({ reply, note }) => {
    const critic = await startCriticServer({
      topics: ['dates', 'sums', 'tone', 'units'],
      file: () => 3,
      intercept: (asked, { nth }) => (asked === 'assignment' && nth === 1 ? reply : undefined),
    })
    const { topics, other, notes } = await reportOn([...fourCauses, ...between], critic)
    expect(notes).toEqual([expect.stringMatching(note)])
    expect(other.diagnoses).toBe(0)
    expect(topics.reduce((sum, { diagnoses }) => sum + diagnoses, 0)).toBe(75)
    // The other two batches were filed.
    expect(topics.find(({ name }) => name.startsWith('units'))?.diagnoses).toBe(2 + 35)
  })

  test('an embedder that fails from the second call on: topics and diagnoses are compared by words', async () => {
    const critic = await startCriticServer({
      intercept: (asked, { nth }) => (asked === 'embeddings' && nth > 1 ? apiError(500, 'gone') : undefined),
    })
    const { topics, embedder, notes } = await reportOn(fourCauses, critic)
    expect(topics.map(({ diagnoses }) => diagnoses)).toEqual(byWords)
    expect(embedder).toBe('text-embedding-3-small')
    expect(notes).toEqual([expect.stringContaining('gone')])
  })

  test('no embedder at all: likewise, and the report says what its centroids are', async () => {
    const critic = await startCriticServer({
      intercept: (asked) => (asked === 'embeddings' ? apiError(500, 'gone') : undefined),
    })
    const { topics, embedder } = await reportOn(fourCauses, critic)
    expect(sizes(topics)).toEqual([
      ['dates failure', 6],
      ['sums failure', 4],
      ['tone failure', 3],
      ['units failure', 2],
    ])
    expect(embedder).toBe('local')
  })

  test('a critic that went down is not asked for topics', async () => {
    const critic = await startCriticServer({
      intercept: (asked, { nth }) => (asked === 'critique' && nth > 6 ? apiError(500, 'down') : undefined),
    })
    const mixed = [...fourCauses].sort((a, b) => a.id.slice(-1).localeCompare(b.id.slice(-1)))
    const { critiqued, mechanical, notes } = await reportOn(mixed, critic, {
      model: critic.client('critic-1', 1),
    })
    expect(critic.count('topics')).toBe(0)
    expect([critiqued, mechanical]).toEqual([6, 9])
    expect(notes.join('\n')).toMatch(/could not be asked for 9 of 15/)
  })
})
