import { expect, test } from 'vitest'
import type { Member } from '../../../src/diagnosis/located-diagnosis.ts'
import { nameGroups } from '../../../src/diagnosis/topics/name-groups.ts'
import { failures, reportOn, startCriticServer } from '../critic-server.ts'

function group(label: string, ...caseIds: string[]): { members: Member[] } {
  const texts = { label, definition: 'd', why: 'w', basis: 'b' }
  return {
    members: caseIds.map((caseId) => ({
      diagnosis: { caseId, ...texts, impact: 1, confidence: 'unknown', source: 'critic' },
      vector: Float32Array.of(1),
    })),
  }
}

const groups = [group('skips a step', 'a', 'b'), group('Skips a  step', 'c'), group('wrong unit', 'd')]
const terms = [['step', 'oven', 'salt'], ['step', 'dough', 'oven', 'rest'], ['unit']]
const shown = (fixed: boolean, given = terms) =>
  nameGroups(groups, { terms: given, fixed }).map(({ name, members }) => [name, members.length])

test('groups of the same name are one', () => {
  expect(shown(false)).toEqual([
    ['skips a step', 3],
    ['wrong unit', 1],
  ])
})

test('where their number was asked for they stay apart, by terms that the one before does not have', () => {
  expect(shown(true)).toEqual([
    ['skips a step', 2],
    ['Skips a  step: dough, rest', 1],
    ['wrong unit', 1],
  ])
  expect(shown(true, [['step'], ['step'], ['unit']]).map(([name]) => name)).toEqual([
    'skips a step',
    'Skips a  step (2)',
    'wrong unit',
  ])
})

test('as many topics as asked for, though the critic calls all failures the same', async () => {
  const critic = await startCriticServer({ label: () => 'misreads the note' })
  const results = [...failures('dates', 6), ...failures('sums', 4), ...failures('tone', 3)]
  const { topics } = await reportOn(results, critic, { options: { topics: 3 } })
  expect(topics.map(({ diagnoses }) => diagnoses)).toEqual([6, 4, 3])
  expect(new Set(topics.map(({ name }) => name)).size).toBe(3)
  for (const { name } of topics) expect(name).toMatch(/^misreads the note/)
  const auto = await reportOn(results, critic)
  expect(auto.topics.map(({ name, diagnoses }) => [name, diagnoses])).toEqual([['misreads the note', 13]])
})
