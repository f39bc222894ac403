import { beforeAll, describe, expect, test } from 'vitest'
import { labelledDiagnoses } from './labelled-diagnoses.ts'
import { type ClusteringScore, meanAgreement, scoreClusterings } from './score-clustering.ts'

const seeds = [1, 2, 3]

describe('labelled diagnoses', () => {
  test('thirteen causes, from 3 to 90 times, in eight wordings each, with varying names', () => {
    const made = labelledDiagnoses({ seed: 1, unrelated: 0.15 })
    const counts = new Map<string | undefined, number>()
    for (const { cause } of made) counts.set(cause, (counts.get(cause) ?? 0) + 1)
    const strays = counts.get(undefined) ?? 0
    expect(strays / made.length).toBeCloseTo(0.15, 2)
    counts.delete(undefined)
    const sizes = [...counts.values()].sort((a, b) => a - b)
    expect(sizes).toHaveLength(13)
    expect([sizes[0], sizes[12]]).toEqual([3, 90])
    const [largest] = [...counts].find(([, count]) => count === 90) ?? []
    const own = made.filter(({ cause }) => cause === largest)
    expect(new Set(own.map(({ label }) => label)).size).toBe(8)
    expect(new Set(own.map(({ why }) => why)).size).toBeGreaterThan(45)
    expect(
      made.some(({ label, definition, why, basis }) => /[{}|]/.test(label + definition + why + basis)),
    ).toBe(false)
  })

  test('the same seed gives the same, another one others', () => {
    expect(labelledDiagnoses({ seed: 5 })).toEqual(labelledDiagnoses({ seed: 5 }))
    expect(labelledDiagnoses({ seed: 5 })).not.toEqual(labelledDiagnoses({ seed: 6 }))
  })
})

describe('clustering with the embedded embedder, without a language model', () => {
  let clean: ClusteringScore[]
  let noisy: ClusteringScore[]
  beforeAll(async () => {
    clean = await scoreClusterings(seeds.map((seed) => ({ seed, unrelated: 0 })))
    noisy = await scoreClusterings(seeds.map((seed) => ({ seed, unrelated: 0.15 })))
  }, 60_000)

  test('finds the causes, and better than k-means with as many groups', () => {
    const { ari, v } = meanAgreement(clean.map(({ ours }) => ours))
    expect(ari).toBeGreaterThanOrEqual(0.75)
    expect(v).toBeGreaterThanOrEqual(0.8)
    for (const { ours, kMeans } of clean) {
      expect(ours.ari).toBeGreaterThan(kMeans.ari)
      expect(ours.v).toBeGreaterThan(kMeans.v)
    }
  })

  test('15 % unrelated diagnoses cost little', () => {
    clean.forEach(({ ours }, index) => {
      expect(noisy[index]?.ours.ari).toBeGreaterThanOrEqual(ours.ari - 0.1)
      expect(noisy[index]?.ours.v).toBeGreaterThanOrEqual(ours.v - 0.1)
    })
  })

  test('finds them among so many that small groups are made first', async () => {
    const many = [1, 2].map((seed) => ({ seed, sizes: [10, 300] as const }))
    const { ari, v } = meanAgreement((await scoreClusterings(many)).map(({ ours }) => ours))
    expect(ari).toBeGreaterThanOrEqual(0.75)
    expect(v).toBeGreaterThanOrEqual(0.8)
  }, 60_000)

  test('where wordings of one cause have little in common, it does not take wordings for causes', async () => {
    const hard = [1, 4, 6].map((seed) => ({ seed, suite: 'queries', sizes: [2, 60] }) as const)
    const scores = await scoreClusterings(hard, { maxTopics: 12 })
    for (const { ours, kMeans } of scores) expect(ours.ari).toBeGreaterThan(kMeans.ari)
    const [ours, others] = [scores.map((score) => score.ours), scores.map((score) => score.kMeans)].map(
      meanAgreement,
    )
    expect(ours?.ari).toBeGreaterThan(1.5 * (others?.ari ?? 1))
    expect(ours?.v).toBeGreaterThan(others?.v ?? 1)
  }, 60_000)
})
