import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Case, type Split, splits } from '../../src/core/case.ts'
import { createRandom } from '../../src/core/random.ts'
import { assignSplits } from '../../src/dataset/assign-splits.ts'
import { bySplit } from '../../src/dataset/by-split.ts'
import { findLeaks } from '../../src/dataset/find-leaks.ts'

function makeCase(id: string, fields: Partial<Case> = {}): Case {
  return { id, input: { text: `input of ${id}` }, tags: [], critical: false, ...fields }
}

const splitOf = (cases: readonly Case[]) => Object.fromEntries(cases.map(({ id, split }) => [id, split]))

/** Ids are unique; inputs repeat, also in other spellings. */
const caseSets = fc
  .array(
    fc.record({
      text: fc.constantFrom('a', 'A ', 'b', 'c', 'd', 'e', 'f', 'g', 'h'),
      unique: fc.boolean(),
      label: fc.constantFrom('x', 'y', 'z'),
      split: fc.option(fc.constantFrom(...splits), { nil: undefined, freq: 8 }),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((rows) =>
    rows.map(({ text, unique, label, split }, index) =>
      makeCase(`case-${index}`, {
        input: { text: unique ? `${text} ${index}` : text },
        expected: label,
        ...(split && { split }),
      }),
    ),
  )
const seeds = fc.integer({ min: 0, max: 1_000 })

describe('assignSplits', () => {
  it('is a partition that depends on seed and ids, not on order', () => {
    fc.assert(
      fc.property(caseSets, seeds, (cases, seed) => {
        const assigned = assignSplits(cases, { seed })
        expect(assigned.map(({ split: _, ...item }) => item)).toEqual(
          cases.map(({ split: _, ...item }) => item),
        )
        expect(Object.values(bySplit(assigned)).flat()).toHaveLength(cases.length)
        const shuffled = createRandom(seed).shuffle(cases)
        expect(splitOf(assignSplits(shuffled, { seed }))).toEqual(splitOf(assigned))
      }),
    )
  })

  it('keeps the splits that rows have, and makes no exact leak of its own', () => {
    fc.assert(
      fc.property(caseSets, seeds, (cases, seed) => {
        const assigned = assignSplits(cases, { seed })
        cases.forEach((item, index) => {
          if (item.split) expect(assigned[index]?.split).toBe(item.split)
        })
        const exact = (rows: Case[]) => findLeaks(rows).filter(({ kind }) => kind === 'exact')
        if (exact(cases).length === 0) expect(exact(assigned)).toEqual([])
      }),
      { numRuns: 300 },
    )
  })

  it('puts every stratum of 3 or more inputs into every split', () => {
    const labelled = fc.array(fc.constantFrom('x', 'y', 'z'), { minLength: 1, maxLength: 30 })
    fc.assert(
      fc.property(
        labelled,
        seeds,
        fc.constantFrom('expected', 'tags', 'a.queue'),
        (labels, seed, stratify) => {
          const cases = labels.map((label, index) => {
            const expected =
              stratify === 'a.queue'
                ? { a: { queue: label }, no: index }
                : stratify === 'tags'
                  ? index
                  : label
            return makeCase(`${label}${index}`, {
              expected,
              tags: stratify === 'tags' ? [label, 'also'] : [],
            })
          })
          const assigned = assignSplits(cases, { seed, stratify })
          for (const label of ['x', 'y', 'z']) {
            const stratum = assigned.filter(({ id }) => id.startsWith(label))
            if (stratum.length >= 3) expect(new Set(stratum.map(({ split }) => split)).size).toBe(3)
          }
          if (cases.length >= 3) expect(new Set(assigned.map(({ split }) => split)).size).toBe(3)
        },
      ),
      { numRuns: 300 },
    )
  })

  it('never moves a case when rows are added where no repair applies', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 40, max: 120 }),
        fc.integer({ min: 1, max: 80 }),
        seeds,
        (before, added, seed) => {
          const cases = Array.from({ length: before + added }, (_, index) => makeCase(`row ${index}`))
          const first = assignSplits(cases.slice(0, before), { seed })
          // Without a repair every case stands where its hash puts it, also in a set of its own.
          const alone = cases.slice(0, before).map((item) => assignSplits([item], { seed })[0])
          fc.pre(alone.every((item, index) => item?.split === first[index]?.split))
          expect(splitOf(assignSplits(cases, { seed }).slice(0, before))).toEqual(splitOf(first))
        },
      ),
    )
  })

  it('moves at most one case for each empty split', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 8 }), seeds, (count, seed) => {
        const cases = Array.from({ length: count }, (_, index) =>
          makeCase(`row ${index}`, { expected: 'same' }),
        )
        const alone = cases.map((item) => assignSplits([item], { seed })[0]?.split)
        const empty = splits.filter((split) => !alone.includes(split)).length
        const together = assignSplits(cases, { seed })
        expect(together.filter(({ split }, index) => split !== alone[index])).toHaveLength(empty)
      }),
    )
  })

  it('follows the ratios and the seed', () => {
    const cases = Array.from({ length: 4_000 }, (_, index) => makeCase(`row ${index}`))
    const share = (assigned: Case[], split: Split) => bySplit(assigned)[split].length / cases.length
    const usual = assignSplits(cases)
    expect(share(usual, 'optimization')).toBeCloseTo(0.5, 1)
    expect(share(usual, 'dev')).toBeCloseTo(0.25, 1)
    expect(splitOf(usual)).toEqual(splitOf(assignSplits(cases, { seed: 1 })))
    expect(splitOf(usual)).not.toEqual(splitOf(assignSplits(cases, { seed: 2 })))
    const other = assignSplits(cases, { ratios: { optimization: 0, dev: 3, test: 1 } })
    expect(share(other, 'optimization')).toBe(0)
    expect(share(other, 'dev')).toBeCloseTo(0.75, 1)
  })

  it('takes an expected value that is no object as the label, whatever the path', () => {
    const cases = Array.from({ length: 9 }, (_, index) =>
      makeCase(`row ${index}`, { expected: ['x', 'y', 'z'][index % 3] ?? '' }),
    )
    expect(splitOf(assignSplits(cases, { stratify: 'queue' }))).toEqual(splitOf(assignSplits(cases)))
  })

  it.each([
    { optimization: 0, dev: 0, test: 0 },
    { optimization: 1, dev: -1, test: 1 },
    { optimization: 1, dev: Number.NaN, test: 1 },
    { optimization: Number.POSITIVE_INFINITY, dev: 1, test: 1 },
  ])('refuses the ratios %j', (ratios) => {
    expect(() => assignSplits([makeCase('a')], { ratios })).toThrow(
      expect.objectContaining({ code: 'DATASET_BAD_RATIOS' }),
    )
  })
})
