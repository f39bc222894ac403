import { describe, expect, test } from 'vitest'
import type { Member } from '../../../src/diagnosis/located-diagnosis.ts'
import { topicName } from '../../../src/diagnosis/topics/topic-name.ts'

function member(label: string, source: 'critic' | 'mechanical' = 'critic'): Member {
  const texts = { definition: 'd', why: 'w', basis: 'b' }
  return {
    diagnosis: { caseId: 'c', label, ...texts, impact: 1, confidence: 'unknown', source },
    vector: Float32Array.of(1),
  }
}

const mechanical = (...labels: string[]) => labels.map((label) => member(label, 'mechanical'))

describe('topicName', () => {
  test("the critic's most frequent label, whatever its letter case", () => {
    const members = ['skips a step', 'Wrong unit', 'wrong unit'].map((label) => member(label))
    expect(topicName(members, ['unit'])).toBe('Wrong unit')
  })

  test('on a tie the label nearest to the middle', () => {
    expect(topicName([member('nearest one'), member('farther one')], [])).toBe('nearest one')
  })

  test('one critiqued member names a group of mechanical ones', () => {
    const members = [...mechanical('empty answer', 'empty answer'), member('gives up early')]
    expect(topicName(members, [])).toBe('gives up early')
  })

  test('without a critic the common label, with a word on the others', () => {
    expect(topicName(mechanical('empty answer', 'empty answer', 'x y'), [])).toBe('empty answer')
    expect(topicName(mechanical('a b', 'a b', 'c d', 'e f', 'g h'), [])).toBe('a b and others')
  })

  test('without any label the telling terms', () => {
    const members = mechanical('answer not accepted', 'answer not accepted')
    expect(topicName(members, ['tone', 'harsh', 'cold', 'reply'])).toBe(
      'answer not accepted: tone, harsh, cold',
    )
    expect(topicName(members, [])).toBe('answer not accepted')
  })
})
