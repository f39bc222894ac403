import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Topic, topicSchema } from '../../../src/core/diagnosis.ts'
import type { TopicHistory } from '../../../src/core/topic-history.ts'
import { toUnit } from '../../../src/diagnosis/clusters/vector.ts'
import { encodeCentroid } from '../../../src/diagnosis/topics/encode-centroid.ts'
import { foldName } from '../../../src/diagnosis/topics/fold-name.ts'
import { matchTopics } from '../../../src/diagnosis/topics/match-topics.ts'

const embedder = 'text-embedding-3-small'

const caseIds = (prefix: string, count: number) => Array.from({ length: count }, (_, n) => `${prefix}${n}`)

function topic(name: string, cases: readonly string[], direction: readonly number[] = []): Topic {
  return {
    id: `fresh-${name}`,
    name,
    definition: `What ${name} means.`,
    terms: [],
    examples: [],
    caseIds: [...cases],
    diagnoses: cases.length,
    prevalence: 0.2,
    retained: true,
    ...(direction.length > 0 ? { centroid: encodeCentroid(toUnit(direction)) } : {}),
  }
}

const earlier = (...topics: Topic[]): TopicHistory => ({ topics, embedder })

/** The one topic that is found, against one earlier topic with the id `old`. */
function matchOne(fresh: Topic, before: Topic, by = embedder): Topic {
  const [found] = matchTopics([fresh], earlier({ ...before, id: 'old' }), by).topics
  if (!found) throw new Error('no topic came back')
  return found
}

describe('without a report before', () => {
  test('topics get distinct ids, and nothing is said to have changed', () => {
    const same = { ...topic('swaps dates', ['a']), id: 'twin' }
    const { topics, gone } = matchTopics([same, { ...same, definition: 'Other.' }], undefined, embedder)
    expect(new Set(topics.map(({ id }) => id)).size).toBe(2)
    expect(topics.every(({ change, casesBefore }) => change === undefined && casesBefore === undefined)).toBe(
      true,
    )
    expect(gone).toEqual([])
  })
})

describe('a topic is found again', () => {
  test('by its direction, though all its cases are others', () => {
    const found = matchOne(topic('date order', ['x'], [1, 0.1, 0]), topic('swaps dates', ['a'], [1, 0, 0]))
    expect(found).toMatchObject({ id: 'old', name: 'date order', change: 'same', casesBefore: 1 })
  })

  test('by its name, though all its cases are others and the embedder changed', () => {
    const found = matchOne(topic('Swaps  DATES', ['x'], [0, 1]), topic('swaps dates', ['a'], [1, 0]), 'local')
    expect(found.id).toBe('old')
  })

  test('by its cases, when the embedder changed and it is called otherwise', () => {
    const cases = caseIds('a', 10)
    const before = topic('swaps dates', cases, [1, 0])
    expect(matchOne(topic('day and month', cases.slice(2), [0, 1]), before, 'local').id).toBe('old')
    expect(matchOne(topic('day and month', cases.slice(7), [0, 1]), before, 'local').change).toBe('new')
  })

  test('not when the same cases fail for another reason', () => {
    const cases = caseIds('a', 10)
    const { topics, gone } = matchTopics(
      [topic('adds up wrongly', cases, [0, 1])],
      earlier({ ...topic('swaps dates', cases, [1, 0]), id: 'old' }),
      embedder,
    )
    expect(topics[0]).toMatchObject({ name: 'adds up wrongly', change: 'new' })
    expect(gone).toEqual([{ id: 'old', name: 'swaps dates', cases: 10 }])
  })

  test('not by a likeness that all topics of this embedder have', () => {
    const near = (axis: number) => Array.from({ length: 6 }, (_, n) => (n === 0 ? 9 : n === axis ? 3 : 0))
    const before = ['one', 'two', 'three', 'four'].map((name, n) => topic(name, [name], near(n + 1)))
    const [found] = matchTopics([topic('five', ['c'], near(5))], earlier(...before), embedder).topics
    expect(found?.change).toBe('new')
  })
})

describe('name and definition', () => {
  const cases = caseIds('a', 10)
  const before = topic('swaps dates', cases, [1, 0])

  test('stay while the cases are nearly the same', () => {
    const found = matchOne(topic('date order', cases.slice(1), [1, 0.1]), before)
    expect(found).toMatchObject({ name: 'swaps dates', definition: 'What swaps dates means.' })
  })

  test('are new when the cases are others', () => {
    const found = matchOne(topic('date order', cases.slice(3), [1, 0.1]), before)
    expect(found).toMatchObject({ id: 'old', name: 'date order', definition: 'What date order means.' })
  })

  test('are not taken from a topic whose name another one bears', () => {
    const fresh = [topic('date order', cases, [1, 0.01]), topic('swaps dates', caseIds('z', 3), [0, 1])]
    const { topics } = matchTopics(fresh, earlier({ ...before, id: 'old' }), embedder)
    expect(topics.map(({ name }) => name)).toEqual(['date order', 'swaps dates'])
    expect(topics[0]?.id).toBe('old')
  })
})

test.each([
  [1, 2, 'grown'],
  [2, 1, 'shrunk'],
  [19, 20, 'grown'],
  [20, 21, 'same'],
  [20, 19, 'same'],
  [20, 22, 'grown'],
  [100, 95, 'same'],
  [100, 94, 'shrunk'],
])('%i cases before and %i now: %s', (before, now, change) => {
  const found = matchOne(topic('one', caseIds('a', now), [1]), topic('one', caseIds('a', before), [1]))
  expect(found).toMatchObject({ change, casesBefore: before })
})

test('gone topics are told largest first', () => {
  const before = earlier(
    { ...topic('small', ['a'], [1, 0, 0]), id: 'p1' },
    { ...topic('large', ['b', 'c'], [0, 1, 0]), id: 'p2' },
  )
  expect(matchTopics([], before, embedder)).toEqual({
    topics: [],
    gone: [
      { id: 'p2', name: 'large', cases: 2 },
      { id: 'p1', name: 'small', cases: 1 },
    ],
  })
})

test('a new topic never takes the id of one that is gone', () => {
  const [first] = matchTopics([topic('one', ['a'], [1, 0])], undefined, embedder).topics
  if (!first) throw new Error('no topic came back')
  const gone = { ...first, name: 'other', caseIds: ['b'], centroid: encodeCentroid(toUnit([0, 1])) }
  const { topics } = matchTopics([topic('one', ['a'], [1, 0])], earlier(gone), embedder)
  expect(topics[0]?.change).toBe('new')
  expect(topics[0]?.id).not.toBe(first.id)
})

describe('whatever the topics', () => {
  const cases = fc.uniqueArray(fc.constantFrom(...caseIds('c', 12)), { minLength: 1, maxLength: 8 })
  const direction = fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 4, maxLength: 4 })
  const anyTopic = fc
    .tuple(fc.constantFrom('one', 'two', 'three', 'four', 'five', 'six', 'seven'), cases, direction)
    .map(([name, ids, members]) => topic(name, ids, members))
  const anyTopics = fc.uniqueArray(anyTopic, { maxLength: 6, selector: ({ name }) => name })
  const anyEmbedder = fc.constantFrom(embedder, 'local')

  const report = (topics: readonly Topic[], by: string): TopicHistory => ({
    topics: matchTopics(topics, undefined, by).topics,
    embedder: by,
  })

  test('the same report twice is the same topics, ids and names', () => {
    fc.assert(
      fc.property(anyTopics, anyEmbedder, (topics, by) => {
        const before = report(topics, by)
        const { topics: found, gone } = matchTopics(topics, before, by)
        expect(gone).toEqual([])
        expect(found.map(({ id, name }) => [id, name])).toEqual(
          before.topics.map(({ id, name }) => [id, name]),
        )
        expect(found.every(({ change }) => change === 'same')).toBe(true)
        const again = matchTopics(topics, { topics: found, embedder: by }, by)
        expect(again.topics).toEqual(found)
      }),
    )
  })

  test('ids and names are unique, and each earlier topic is found again once or gone', () => {
    fc.assert(
      fc.property(anyTopics, anyTopics, anyEmbedder, anyEmbedder, (first, second, by, then) => {
        const before = report(first, by)
        const { topics, gone } = matchTopics(second, before, then)
        expect(new Set(topics.map(({ id }) => id)).size).toBe(topics.length)
        expect(new Set(topics.map(({ name }) => foldName(name))).size).toBe(topics.length)
        const known = before.topics.map(({ id }) => id)
        const kept = topics.filter(({ change }) => change !== 'new').map(({ id }) => id)
        expect([...kept, ...gone.map(({ id }) => id)].sort()).toEqual(known.sort())
        for (const one of topics) {
          expect(topicSchema.parse(one)).toEqual(one)
          if (one.change === 'new') expect(known).not.toContain(one.id)
        }
      }),
    )
  })

  test('their order does not matter', () => {
    const shuffled = <T>(items: readonly T[]) =>
      fc.shuffledSubarray([...items], { minLength: items.length, maxLength: items.length })
    const twice = fc
      .tuple(anyTopics, anyTopics)
      .chain(([first, second]) =>
        fc.tuple(fc.constant(first), fc.constant(second), shuffled(first), shuffled(second)),
      )
    fc.assert(
      fc.property(twice, anyEmbedder, ([first, second, otherFirst, otherSecond], by) => {
        const before = report(first, embedder)
        const order = new Map(otherFirst.map(({ name }, place) => [name, place]))
        const place = ({ name }: Topic) => order.get(name) ?? 0
        const reordered = { ...before, topics: before.topics.toSorted((a, b) => place(a) - place(b)) }
        const straight = matchTopics(second, before, by)
        const mixed = matchTopics(otherSecond, reordered, by)
        const byId = (a: Topic, b: Topic) => (a.id < b.id ? -1 : 1)
        expect(mixed.topics.toSorted(byId)).toEqual(straight.topics.toSorted(byId))
        expect(mixed.gone).toEqual(straight.gone)
      }),
    )
  })
})
