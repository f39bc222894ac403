import { describe, expect, test } from 'vitest'
import { toUnit } from '../../../src/diagnosis/clusters/vector.ts'
import { mergeTwins } from '../../../src/diagnosis/topics/merge-twins.ts'
import { topicAffinities } from '../../../src/diagnosis/topics/topic-affinity.ts'

const at = (degrees: number) =>
  toUnit([Math.cos((degrees / 180) * Math.PI), Math.sin((degrees / 180) * Math.PI)])
const named = (name: string) => ({ name, definition: 'd' })

describe('topicAffinities', () => {
  test('what is near one topic only is clear, what is between two is not', () => {
    const found = topicAffinities([at(0), at(44), at(90)], [at(0), at(90)], 1)
    expect(found.map(({ topic, clear }) => [topic, clear])).toEqual([
      [0, true],
      [0, false],
      [1, true],
    ])
  })

  test('what is as far from every topic as unrelated texts are is not clear', () => {
    expect(topicAffinities([toUnit([0, 0, 1])], [toUnit([1, 0, 0])], 1)).toEqual([
      { topic: 0, nearness: 0, clear: false },
    ])
  })

  test('what counts as near depends on how far apart unrelated texts are', () => {
    // A cosine of 0.87 is near for an embedder that puts unrelated texts at 0, but not for one that puts them at 0.9.
    expect(topicAffinities([at(30)], [at(0), at(120)], 1)[0]?.clear).toBe(true)
    expect(topicAffinities([at(30)], [at(0), at(120)], 0.1)[0]?.clear).toBe(false)
  })

  test("a topic's members move it to where they are", () => {
    const members = Array.from({ length: 20 }, () => at(25))
    const [alone] = topicAffinities([at(47)], [at(0), at(90)], 1)
    const [along] = topicAffinities([at(47), ...members], [at(0), at(90)], 1)
    expect(alone?.topic).toBe(1)
    expect(along?.topic).toBe(0)
  })

  test('one topic alone has no rival, and a vector without direction is never clear', () => {
    expect(topicAffinities([at(10)], [at(0)], 1)).toMatchObject([{ topic: 0, clear: true }])
    expect(topicAffinities([new Float32Array(2)], [at(0), at(90)], 1)).toMatchObject([{ clear: false }])
    expect(topicAffinities([], [at(0)], 1)).toEqual([])
  })
})

describe('mergeTwins', () => {
  const topic = (name: string, degrees: number) => ({ named: named(name), vector: at(degrees) })

  test('keeps the first of those that say nearly the same', () => {
    const kept = mergeTwins([topic('a', 0), topic('b', 90), topic('c', 10), topic('d', 95)], 1)
    expect(kept.map(({ named: { name } }) => name)).toEqual(['a', 'b'])
  })

  test('the scale is the distance of unrelated texts', () => {
    expect(mergeTwins([topic('a', 0), topic('b', 20)], 1)).toHaveLength(1)
    expect(mergeTwins([topic('a', 0), topic('b', 20)], 0.2)).toHaveLength(2)
  })

  test('texts without direction are no twins', () => {
    const blank = { named: named('a'), vector: new Float32Array(2) }
    expect(mergeTwins([blank, { ...blank, named: named('b') }], 1)).toHaveLength(2)
  })
})
