import { describe, expect, test } from 'vitest'
import type { Topic } from '../../../src/core/diagnosis.ts'
import type { TopicHistory } from '../../../src/core/topic-history.ts'
import { matchHistory } from '../../../src/diagnosis/topics/match-history.ts'

function topic(id: string, name: string, caseIds: string[]): Topic {
  return {
    id,
    name,
    definition: `What ${name} means.`,
    terms: [],
    examples: [],
    caseIds,
    diagnoses: caseIds.length,
    prevalence: 0.5,
    retained: true,
  }
}

const history = (...topics: Topic[]): TopicHistory => ({ topics, embedder: 'local' })
const accepted = history(topic('old', 'swaps dates', ['a', 'b']))
const match = (topics: Topic[], previous?: TopicHistory, since?: TopicHistory) =>
  matchHistory(topics, previous, since, 'local')

describe('topics between a baseline and the last run', () => {
  test('that only the last run had keep their id of there, and are new all the same', () => {
    const last = history(
      topic('old', 'swaps dates', ['a', 'b']),
      topic('later', 'misses names', ['x', 'y', 'z']),
    )
    const now = [topic('t1', 'misses names', ['x', 'y', 'w']), topic('t2', 'swaps dates', ['a', 'b', 'c'])]
    const { topics, gone } = match(now, accepted, last)
    expect(topics.map(({ id, change, casesBefore }) => [id, change, casesBefore])).toEqual([
      ['later', 'new', undefined],
      ['old', 'grown', 2],
    ])
    expect(gone).toEqual([])
    const [alone] = match(now, accepted).topics
    expect(alone?.id).not.toBe('later')
  })

  test('are told gone by the baseline alone', () => {
    const last = history(topic('later', 'misses names', ['x']))
    expect(match([], accepted, last).gone).toEqual([{ id: 'old', name: 'swaps dates', cases: 2 }])
    expect(match([], last).gone.map(({ id }) => id)).toEqual(['later'])
  })

  test('never share an id or a name', () => {
    // The last run gave the accepted name to another topic.
    const last = history(topic('later', 'Swaps dates', ['x', 'y', 'z']))
    const now = [
      topic('t1', 'swaps dates', ['a', 'b']),
      topic('t2', 'date order', ['x', 'y', 'z']),
      topic('t3', 'tone', ['q']),
    ]
    const { topics } = match(now, accepted, last)
    expect(topics[0]?.id).toBe('old')
    expect(new Set(topics.map(({ id }) => id)).size).toBe(3)
    expect(new Set(topics.map(({ name }) => name.toLowerCase())).size).toBe(3)
  })
})
