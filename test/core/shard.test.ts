import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Case } from '../../src/core/case.ts'
import { isInShard } from '../../src/core/shard.ts'
import { assignSplits } from '../../src/dataset/assign-splits.ts'

const shardsOf = (count: number) => Array.from({ length: count }, (_, index) => ({ index: index + 1, count }))

test('each case is in exactly one shard', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 1, max: 200 }), (id, count) => {
      expect(shardsOf(count).filter((shard) => isInShard(id, shard))).toHaveLength(1)
    }),
  )
})

test('shards are alike in size, and have the same share of each split', () => {
  const cases: Case[] = Array.from({ length: 4_000 }, (_, row) => ({
    id: `case ${row}`,
    input: { row },
    tags: [],
    critical: false,
  }))
  const split = assignSplits(cases, { seed: 1 })
  for (const shard of shardsOf(4)) {
    const part = split.filter(({ id }) => isInShard(id, shard))
    expect(Math.abs(part.length - 1_000)).toBeLessThan(100)
    const dev = part.filter((item) => item.split === 'dev').length
    expect(Math.abs(dev / part.length - 0.25)).toBeLessThan(0.05)
  }
})
