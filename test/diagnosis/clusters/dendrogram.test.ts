import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRandom } from '../../../src/core/random.ts'
import {
  branchesBelow,
  growDendrogram,
  type Leaf,
  mergesOf,
} from '../../../src/diagnosis/clusters/dendrogram.ts'
import { microClusters } from '../../../src/diagnosis/clusters/micro-clusters.ts'
import { silhouette } from '../../../src/diagnosis/clusters/silhouette.ts'
import { topicHeight } from '../../../src/diagnosis/clusters/topic-height.ts'
import { cosineDistance, meanOf, toUnit, type UnitVector } from '../../../src/diagnosis/clusters/vector.ts'

const leavesAt = (vectors: readonly UnitVector[]): Leaf[] => vectors.map((mean) => ({ mean, weight: 1 }))
const at = (...degrees: number[]) =>
  degrees.map((angle) => toUnit([Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)]))
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
const pairs = (a: readonly UnitVector[], b: readonly UnitVector[]) =>
  a.flatMap((one) => b.map((other) => cosineDistance(one, other)))

describe('growDendrogram', () => {
  test('merges the nearest first, at the mean distance of all pairs', () => {
    const vectors = at(0, 10, 60, 90)
    const [a, b, c, d] = vectors
    if (!a || !b || !c || !d) throw new Error('four vectors')
    const root = growDendrogram(leavesAt(vectors))
    expect(mergesOf(root).map(({ leaves }) => [...leaves].sort())).toEqual([
      [0, 1, 2, 3],
      [2, 3],
      [0, 1],
    ])
    const expected = [mean(pairs([a, b], [c, d])), cosineDistance(c, d), cosineDistance(a, b)]
    mergesOf(root).forEach(({ height }, index) => {
      expect(height).toBeCloseTo(expected[index] ?? Number.NaN, 6)
    })
    expect(
      branchesBelow(root, 0.1)
        .map(({ leaves }) => leaves.length)
        .sort(),
    ).toEqual([1, 1, 2])
    expect(root.weight).toBe(4)
  })

  test('small groups start out at the mean distance of their members', () => {
    const one = at(0, 30, 35)
    const other = at(80, 100)
    const root = growDendrogram([
      { mean: meanOf(one), weight: 3 },
      { mean: meanOf(other), weight: 2 },
    ])
    expect(root.height).toBeCloseTo(mean(pairs(one, other)), 6)
    expect(root.weight).toBe(5)
  })

  test('one leaf, and none', () => {
    expect(growDendrogram(leavesAt(at(0))).leaves).toEqual([0])
    expect(growDendrogram([])).toMatchObject({ leaves: [], weight: 0 })
  })
})

describe('silhouette', () => {
  test('by hand', () => {
    const vectors = at(0, 30, 90)
    const [a, b, c] = vectors
    if (!a || !b || !c) throw new Error('three vectors')
    const root = growDendrogram(leavesAt(vectors))
    const branches = branchesBelow(root, 0.2)
    expect(branches).toHaveLength(2)
    const within = cosineDistance(a, b)
    const expected = mean([1 - within / cosineDistance(a, c), 1 - within / cosineDistance(b, c), 0])
    expect(silhouette(branches, leavesAt(vectors))).toBeCloseTo(expected, 5)
    expect(silhouette([root], leavesAt(vectors))).toBe(0)
  })
})

describe('topicHeight', () => {
  const height = (vectors: readonly UnitVector[], background: number) => {
    const leaves = leavesAt(vectors)
    return topicHeight(growDendrogram(leaves), leaves, { background, most: 10 })
  }

  test('lies in the gap between merges inside topics and between them', () => {
    const vectors = at(0, 5, 10, 85, 90, 95)
    const between = mean(pairs(vectors.slice(0, 3), vectors.slice(3)))
    expect(height(vectors, 1)).toBeGreaterThan(0.02)
    expect(height(vectors, 1)).toBeLessThan(between)
    // The same at the scale of an embedder that puts everything near.
    const near = at(0, 1, 2, 40, 41, 42)
    const apart = mean(pairs(near.slice(0, 3), near.slice(3)))
    expect(height(near, 0.25)).toBeLessThan(apart)
    expect(height(near, 1)).toBeGreaterThan(apart)
  })

  test('single failures close no gap', () => {
    const random = createRandom(2)
    const dimensions = 60
    const point = (axis: number, own: number) =>
      toUnit(Array.from({ length: dimensions }, (_, d) => (d === axis ? own : 0) + random.next() / 5 - 0.1))
    const topics = Array.from({ length: 100 }, (_, n) => point(n % 2, 1))
    const strays = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7].map((own) => point(0, own))
    expect(height([...topics, ...strays], 1)).toBeCloseTo(height(topics, 1), 1)
  })
})

describe('microClusters', () => {
  test('about as many groups as asked for, without gaps in their numbers', () => {
    const random = createRandom(1)
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 60, max: 300 }), (most, count) => {
        const points = Array.from({ length: count }, () => toUnit([0, 0, 0].map(() => random.next() - 0.5)))
        const groups = microClusters(points, most, 1)
        expect(groups).toHaveLength(count)
        const numbers = new Set(groups)
        expect(Math.max(...groups)).toBe(numbers.size - 1)
        expect(numbers.size).toBeLessThanOrEqual(most + Math.ceil(Math.sqrt(most)))
        expect(microClusters(points, most, 1)).toEqual(groups)
      }),
      { numRuns: 30 },
    )
  })

  test('keeps apart what is far apart', () => {
    const random = createRandom(1)
    const axes = Array.from({ length: 2_000 }, (_, n) => n % 20)
    const points = axes.map((axis) =>
      toUnit(Array.from({ length: 64 }, (_, d) => (d === axis ? 1 : 0) + (random.next() - 0.5) / 5)),
    )
    const groups = microClusters(points, 200, 1)
    const axisOf = new Map<number, number>()
    const mixed = groups.filter((group, row) => {
      const known = axisOf.get(group) ?? axes[row] ?? 0
      axisOf.set(group, known)
      return known !== axes[row]
    })
    expect(mixed.length).toBeLessThan(100)
  })
})
