import { expect, test } from 'vitest'
import { z } from 'zod'
import type { TuneResult } from '../../src/core/tune-result.ts'
import { exactMatch } from '../../src/scorers/exact-match.ts'
import { answer, type Reply } from '../support/api-server.ts'
import { teach, type WorldAsk } from './support/learner.ts'
import { followRules, startWorld, type World, type WorldOptions } from './support/tuning-world.ts'

/** A target that is sure of what it has a rule for. */
function weigh(request: WorldAsk): Reply | undefined {
  if (request.kind !== 'target') return teach(request)
  const label = followRules(request.messages)
  const probability = label === 'unknown' ? 0.25 : 0.9
  const tokens = [
    { token: '{"why":"so","label":"', logprob: -0.5 },
    { token: label, logprob: Math.log(probability) },
    { token: '"}', logprob: -0.1 },
  ]
  return answer(tokens.map(({ token }) => token).join(''), { tokens })
}

const output = z.object({ why: z.string(), label: z.string() })

async function open(options: WorldOptions = {}, wish: { readonly logprobs?: true } = { logprobs: true }) {
  const world = await startWorld({ intercept: weigh, concurrency: 4, ...options })
  const spec = { ...world.input.spec, output, scorers: [exactMatch({ path: 'label' })], ...wish }
  return { world, tune: (signal?: AbortSignal) => world.tune({ spec, ...(signal ? { signal } : {}) }) }
}

const essence = ({ notes: _, ...result }: TuneResult) => result
const different = ({ requests }: World) => new Set(requests.map(({ body }) => body)).size
const askedFor = z.looseObject({ logprobs: z.literal(true) })

test('a tuning tells them of both prompts, for the target alone, and decides as it does without them', async () => {
  const { world, tune } = await open()
  const result = await tune()
  // Nothing is known at first: 0.25 of what is wrong. In the end all four words are known.
  expect(result.seed.dev?.logprobs).toMatchObject({ cases: 8, brier: expect.closeTo(0.25 ** 2, 4) })
  expect(result.tuned.dev?.logprobs).toMatchObject({
    confidence: expect.closeTo((6 * 0.9 + 2 * 0.25) / 8, 1),
  })
  const wished = world.requests.filter(({ body }) => askedFor.safeParse(JSON.parse(body)).success)
  expect(new Set(wished.map(({ kind }) => kind))).toEqual(new Set(['target']))
  expect(wished).toHaveLength(world.of('target').length)
  expect(world.of('decision').filter(({ body }) => body.includes('logprobs'))).toHaveLength(0)

  const plain = await (await open({}, {})).tune()
  expect(plain.seed.dev).not.toHaveProperty('logprobs')
  expect([plain.seed.objective, plain.tuned.objective, plain.best]).toEqual([
    result.seed.objective,
    result.tuned.objective,
    result.best,
  ])
})

test('a tuning that was broken off knows them of the answers that it had', async () => {
  const whole = await open()
  const result = await whole.tune()
  const stop = new AbortController()
  const broken = await open({
    intercept: (request) => {
      if (broken.world.requests.length === 80) stop.abort()
      return weigh(request)
    },
  })
  expect(await broken.tune(stop.signal)).toMatchObject({ stop: { code: 'interrupted' } })
  expect(essence(await broken.tune())).toEqual(essence(result))
  expect(different(broken.world)).toBe(different(whole.world))
  expect(broken.world.requests.length - different(broken.world)).toBeLessThanOrEqual(4)
})
