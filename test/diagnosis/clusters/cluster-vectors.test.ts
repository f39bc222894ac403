import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRandom } from '../../../src/core/random.ts'
import { clusterVectors } from '../../../src/diagnosis/clusters/cluster-vectors.ts'
import { toUnit } from '../../../src/diagnosis/clusters/vector.ts'

const options = { seed: 1, background: 1 }
const cluster = (rows: readonly (readonly number[])[], maxTopics = 10) =>
  clusterVectors(rows.map(toUnit), { ...options, topics: 'auto', maxTopics })
const clusterInto = (rows: readonly (readonly number[])[], topics: number) =>
  clusterVectors(rows.map(toUnit), { ...options, topics, maxTopics: 10 })

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

  test('clear groups are neither split nor merged, whatever their sizes and the maximum', () => {
    const axes = [...Array(30).fill(0), ...Array(3).fill(1), 2, ...Array(9).fill(3)]
    for (const maxTopics of [4, 10, 100]) {
      expect(cluster(around(axes, 16, 0.3), maxTopics)).toEqual(axes)
    }
  })

  test('two failures with nothing in common are two topics', () => {
    expect(
      cluster([
        [1, 0],
        [0, 1],
      ]),
    ).toEqual([0, 1])
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
      new Set(
        clusterVectors(pair(distance).map(toUnit), { topics: 'auto', maxTopics: 10, seed: 1, background }),
      ).size
    expect([groups(0.8, 1), groups(0.95, 1)]).toEqual([1, 2])
    expect([groups(0.4, 0.5), groups(0.475, 0.5)]).toEqual([1, 2])
  })

  test('the maximum holds: the largest are the topics, and what is like none of them belongs to none', () => {
    const axes = [...Array(9).fill(0), ...Array(8).fill(1), ...Array(7).fill(2), 3, 4]
    const rows = around(axes, 16, 0.1)
    expect(cluster(rows, 3)).toEqual([...axes.slice(0, 24), -1, -1])
    expect(cluster(rows, 1)).toEqual(axes.map((axis) => (axis === 0 ? 0 : -1)))
    const between = [...rows, [...Array(16)].map((_, d) => (d === 1 || d === 2 ? 1 : d === 3 ? 1.5 : 0))]
    expect(cluster(between, 3).at(-1)).toBeGreaterThan(0)
  })

  test('a number of topics is honoured as far as there are distinct vectors', () => {
    const axes = [...Array(9).fill(0), ...Array(8).fill(1), ...Array(7).fill(2)]
    const rows = around(axes, 16, 0.4)
    const topicsOf = (topics: number) => new Set(clusterInto(rows, topics).filter((topic) => topic >= 0)).size
    expect([1, 2, 3, 4, 7, 24, 30].map(topicsOf)).toEqual([1, 2, 3, 4, 7, 24, 24])
    expect(clusterInto(rows, 3)).toEqual(axes)
    // A finer partition takes topics apart and mixes none.
    const finer = clusterInto(rows, 7)
    for (const group of finer) {
      expect(new Set(axes.filter((_, row) => finer[row] === group)).size).toBe(1)
    }
    expect(clusterInto(Array(6).fill([1, 2]), 4)).toEqual([0, 0, 0, 0, 0, 0])
  })

  test('single failures that resemble no other neither make topics nor hide those there are', () => {
    const axes = Array.from({ length: 170 }, (_, n) => n % 5)
    const strays = Array.from({ length: 30 }, (_, n) => 100 + n)
    const groups = cluster(around([...axes, ...strays], 200, 0.1))
    expect(groups.slice(0, 170)).toEqual(axes)
    expect(groups.slice(170).filter((group) => group === -1).length).toBeGreaterThan(25)
  })

  test('members that are no numbers count as no direction, missing ones as zeros', () => {
    const vectors = [[1, 0, 0], [Number.NaN, 1, 0], [1], [0, 0, 0], [Number.POSITIVE_INFINITY, 0, 0], []]
    expect(
      clusterVectors(
        vectors.map((row) => Float32Array.from(row)),
        { ...options, topics: 'auto', maxTopics: 10 },
      ),
    ).toEqual([0, 1, 0, 1, 1, 1])
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

  test('any vectors: one topic or none each, at most the maximum, equal ones together', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 6 }), (given, maxTopics) => {
        const groups = cluster(given, maxTopics)
        expect(groups).toHaveLength(given.length)
        expect(Math.max(-1, ...groups)).toBeLessThan(maxTopics)
        given.forEach((row, i) => {
          const twin = given.findIndex((other) => other.every((value, d) => value === row[d]))
          expect(groups[i]).toBe(groups[twin])
        })
      }),
      { numRuns: 100 },
    )
  })

  test('the order in which failures arrived does not matter', () => {
    const arrived = rows.chain((given) =>
      fc.tuple(
        fc.constant(given),
        fc.shuffledSubarray(
          given.map((_, row) => row),
          { minLength: given.length },
        ),
      ),
    )
    fc.assert(
      fc.property(arrived, fc.constantFrom('auto' as const, 1, 3, 5), ([given, order], topics) => {
        const cut = { ...options, topics, maxTopics: 4 }
        const groups = clusterVectors(given.map(toUnit), cut)
        const others = clusterVectors(
          order.map((row) => toUnit(given[row] ?? [])),
          cut,
        )
        const back = given.map((_, row) => others[order.indexOf(row)] ?? -2)
        expect(samePartition(groups, back)).toBe(true)
        expect(back.map((group) => group < 0)).toEqual(groups.map((group) => group < 0))
      }),
      { numRuns: 100 },
    )
  })

  test('nor among thousands of points', () => {
    const axes = Array.from({ length: 1_500 }, (_, n) => n % 7)
    const points = around(axes, 40, 0.5)
    const order = createRandom(9).shuffle(points.map((_, row) => row))
    const groups = cluster(points)
    const others = cluster(order.map((row) => points[row] ?? []))
    const back: number[] = []
    order.forEach((row, place) => {
      back[row] = others[place] ?? -2
    })
    expect(samePartition(groups, back)).toBe(true)
  })
})
