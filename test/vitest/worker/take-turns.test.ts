import { setImmediate } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { takeTurns } from '../../../src/vitest/worker/take-turns.ts'

it('lets callers go on a few at a time, in their order, and leaves none behind', async () => {
  const turn = takeTurns(3)
  const begun: number[] = []
  const all = Array.from({ length: 8 }, (_, index) => turn().then(() => begun.push(index)))
  await Promise.resolve()
  await Promise.resolve()
  expect(begun).toEqual([0, 1, 2])
  await setImmediate()
  expect(begun).toEqual([0, 1, 2, 3, 4, 5])
  await Promise.all(all)
  expect(begun).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
})
