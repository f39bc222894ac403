import { expect, test } from 'vitest'
import { startWorld, withRules } from './support/tuning-world.ts'

const cause = (text: string) => (text.includes('moon means nothing') ? 'second cause' : 'first cause')

test('the critic looks again at a case that fails in the same way under a revision, and once only under each', async () => {
  const world = await startWorld({
    decisions: [{ patch: { system: withRules('moon means nothing') } }, { stop: 'done' }],
    intercept: ({ kind, body }) => {
      if (kind !== 'critic') return undefined
      const label = cause(body)
      const diagnosis = { label, definition: `${label}.`, why: label, basis: '' }
      const text = JSON.stringify({ diagnoses: [diagnosis], confidence: 'unknown' })
      return { type: 'answer', answer: { text } }
    },
  })
  const { iterations } = await world.tune()
  expect(iterations.map(({ report }) => report.topics[0]?.examples[0]?.why)).toEqual([
    'first cause',
    'second cause',
  ])
  const bodies = world.of('critic').map(({ body }) => body)
  expect(bodies).toHaveLength(2 * 12)
  expect(new Set(bodies).size).toBe(bodies.length)

  // A later tuning of the same seed still knows what was said about it.
  const asked = world.of('critic').length
  await world.tune({ options: { ...world.input.options, seed: 2 } })
  expect(world.of('critic')).toHaveLength(asked)
})
