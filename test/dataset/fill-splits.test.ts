import { describe, expect, it } from 'vitest'
import type { Split } from '../../src/core/case.ts'
import { fillSplits, type SplitGroup } from '../../src/dataset/fill-splits.ts'
import { splitRanges } from '../../src/dataset/split-ranges.ts'

const ranges = splitRanges({ optimization: 2, dev: 1, test: 1 }) ?? []

function fill(groups: [number, Split, 'fixed'?][]): Split[] {
  const stratum = groups.map(
    ([fraction, split, fixed], index): SplitGroup => ({
      key: String(index),
      fraction,
      split,
      movable: fixed === undefined,
    }),
  )
  fillSplits(stratum, ranges)
  return stratum.map(({ split }) => split)
}

describe('fillSplits', () => {
  it('moves in the group nearest to the border of the empty split', () => {
    expect(
      fill([
        [0.1, 'optimization'],
        [0.3, 'optimization'],
        [0.45, 'optimization'],
        [0.9, 'test'],
      ]),
    ).toEqual(['optimization', 'optimization', 'dev', 'test'])
    expect(
      fill([
        [0.1, 'optimization'],
        [0.77, 'test'],
        [0.95, 'test'],
      ]),
    ).toEqual(['optimization', 'dev', 'test'])
  })

  it('takes nothing from a split that would become empty, and moves nothing that is fixed', () => {
    expect(
      fill([
        [0.49, 'optimization'],
        [0.95, 'test'],
        [0.99, 'test'],
      ]),
    ).toEqual(['optimization', 'dev', 'test'])
    expect(
      fill([
        [0.4, 'optimization', 'fixed'],
        [0.1, 'optimization'],
        [0.9, 'test'],
      ]),
    ).toEqual(['optimization', 'dev', 'test'])
    expect(
      fill([
        [0.4, 'dev', 'fixed'],
        [0.1, 'dev', 'fixed'],
        [0.9, 'test', 'fixed'],
      ]),
    ).toEqual(['dev', 'dev', 'test'])
  })

  it('leaves small strata and full ones alone', () => {
    expect(
      fill([
        [0.1, 'optimization'],
        [0.2, 'optimization'],
      ]),
    ).toEqual(['optimization', 'optimization'])
    expect(
      fill([
        [0.1, 'optimization'],
        [0.6, 'dev'],
        [0.8, 'test'],
      ]),
    ).toEqual(['optimization', 'dev', 'test'])
  })
})
