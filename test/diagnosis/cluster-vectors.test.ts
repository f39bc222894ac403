import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRandom } from '../../src/core/random.ts'
import { clusterVectors } from '../../src/diagnosis/cluster-vectors.ts'
import { toUnit } from '../../src/diagnosis/vector.ts'

const cluster = (rows: number[][], topics = 10) =>
  clusterVectors(rows.map(toUnit), { topics, seed: 1, background: 1 })

/** Points around the axes of a space, `noise` away from them. */
function around(axes: readonly number[], dimensions: number, noise: number, seed = 5) {
  const random = createRandom(seed)
  return axes.map((axis) =>
    Array.from({ length: dimensions }, (_, d) => (d === axis ? 1 : 0) + noise * (random.next() - 0.5)),
  )
}

/** Do two labelings put the same points together? */
function samePartition(a: readonly number[], b: readonly number[]) {
  return a.every((_, i) => a.every((_, j) => (a[i] === a[j]) === (b[i] === b[j])))
}

describe('clusterVectors', () => {
  test('what agnes cannot take', () => {
    expect(cluster([])).toEqual([])
    expect(cluster([[1, 0]])).toEqual([0])
    expect(cluster([[0, 0]])).toEqual([0])
    expect(cluster(Array(5).fill([1, 2]))).toEqual([0, 0, 0, 0, 0])
    expect(
      cluster([
        [0, 0],
        [-0, 0],
        [0, 0],
      ]),
    ).toEqual([0, 0, 0])
  })

  test('vectors without direction are alike, and apart from all others', () => {
    expect(
      cluster([
        [0, 0, 0],
        [1, 0, 0],
        [0, 0, 0],
        [0.99, 0.01, 0],
      ]),
    ).toEqual([0, 1, 0, 1])
  })

  test('length does not count, only direction', () => {
    expect(
      cluster([
        [1, 0],
        [1_000, 1],
        [0, 0.001],
        [0, 7],
      ]),
    ).toEqual([0, 0, 1, 1])
  })

  test('clear groups are neither split nor merged, whatever their sizes and the limit', () => {
    const axes = [...Array(30).fill(0), ...Array(3).fill(1), 2, ...Array(9).fill(3)]
    for (const topics of [4, 10, 100]) {
      expect(cluster(around(axes, 16, 0.3), topics)).toEqual(axes)
    }
  })

  test('one group is not split because more are allowed', () => {
    expect(new Set(cluster(around(Array(40).fill(0), 16, 0.4)))).toEqual(new Set([0]))
  })

  test('two points part as far as the embedder lets unrelated texts be apart', () => {
    const pair = (distance: number) => [
      [1, 0],
      [1 - distance, Math.sqrt(1 - (1 - distance) ** 2)],
    ]
    const groups = (distance: number, background: number) =>
      new Set(clusterVectors(pair(distance).map(toUnit), { topics: 10, seed: 1, background })).size
    expect([groups(0.7, 1), groups(0.9, 1)]).toEqual([1, 2])
    expect([groups(0.35, 0.5), groups(0.45, 0.5)]).toEqual([1, 2])
  })

  test('the limit holds; the smallest groups join others', () => {
    const axes = [...Array(9).fill(0), ...Array(8).fill(1), ...Array(7).fill(2), 3, 4]
    const groups = cluster(around(axes, 16, 0.1), 3)
    expect(new Set(groups).size).toBe(3)
    expect(groups.slice(0, 24)).toEqual(axes.slice(0, 24))
    expect(new Set(cluster(around(axes, 16, 0.1), 1))).toEqual(new Set([0]))
  })

  test('thousands of points: groups of all sizes are found through micro-clusters', () => {
    const axes = Array.from({ length: 3_000 }, (_, n) => (n % 100 === 0 ? 4 : n % 20 === 0 ? 3 : n % 3))
    const groups = cluster(around(axes, 80, 0.15))
    expect(new Set(groups).size).toBe(5)
    expect(samePartition(groups.slice(0, 400), axes.slice(0, 400))).toBe(true)
  })

  test('thousands of equal points are one', () => {
    const rows = Array.from({ length: 20_000 }, (_, n) => (n % 2 ? [1, 0] : [0, 1]))
    expect(new Set(cluster(rows)).size).toBe(2)
  })

  const rows = fc.array(fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 3, maxLength: 3 }), {
    maxLength: 40,
  })

  test('any vectors: one group each, at most the limit, equal ones together, the same again', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 6 }), (given, topics) => {
        const groups = cluster(given, topics)
        expect(groups).toHaveLength(given.length)
        expect(new Set(groups).size).toBeLessThanOrEqual(topics)
        given.forEach((row, i) => {
          const twin = given.findIndex((other) => other.every((value, d) => value === row[d]))
          expect(groups[i]).toBe(groups[twin])
        })
        expect(cluster(given, topics)).toEqual(groups)
      }),
      { numRuns: 100 },
    )
  })
})
