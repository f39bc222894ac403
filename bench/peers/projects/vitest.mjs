import pLimit from 'p-limit'
import { describe, test } from 'vitest'
import { ask, concurrency, rows } from './ask.mjs'

const limit = pLimit(concurrency)

describe('tickets', { concurrent: true }, () => {
  test.for(rows)('$id', async ({ input, expected }, { expect }) => {
    const { queue } = await limit(() => ask(input.ticket))
    expect(queue).toBe(expected.queue)
  })
})
