import { expect, test } from 'vitest'
import { toUnit } from '../../../src/diagnosis/clusters/vector.ts'
import type { LocatedDiagnosis } from '../../../src/diagnosis/located-diagnosis.ts'
import { groupByLabel } from '../../../src/diagnosis/topics/group-by-label.ts'

const diagnosis = (caseId: string, label: string): LocatedDiagnosis => ({
  ...{ caseId, label, definition: '', why: '', basis: '' },
  ...{ impact: 1, confidence: 'unknown', source: 'critic' },
})

const idsOf = (members: readonly { diagnosis: { caseId: string } }[]) =>
  members.map((member) => member.diagnosis.caseId)

test('different labels are different topics, also where few points lie close', () => {
  const vectors = [toUnit([1, 0]), toUnit([0.9, 0.5]), toUnit([0.6, 0.8])]
  const diagnoses = [
    diagnosis('a', 'should be pool'),
    diagnosis('b', 'Should be  room'),
    diagnosis('c', 'should be room'),
  ]
  const { groups, other } = groupByLabel(diagnoses, { vectors, background: 0.4 })
  expect(groups.map(({ members }) => idsOf(members))).toEqual([['b', 'c'], ['a']])
  expect(other).toEqual([])
})

test('two wordings of one cause are one topic', () => {
  const vectors = [toUnit([1, 0.1]), toUnit([1, 0]), toUnit([0, 1])]
  const diagnoses = [diagnosis('a', 'Wrong unit'), diagnosis('b', 'Unit mistaken'), diagnosis('c', 'Refuses')]
  const { groups } = groupByLabel(diagnoses, { vectors, background: 0.9 })
  expect(groups.map(({ members }) => idsOf(members).sort())).toEqual([['c'], ['a', 'b']])
})
