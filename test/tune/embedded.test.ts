import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import type { Case, Split } from '../../src/core/case.ts'
import { limitsSchema, modelsSchema } from '../../src/core/options.ts'
import { canEmbed } from '../../src/embedded/can-embed.ts'
import { startEmbeddedModel } from '../../src/embedded/start-embedded-model.ts'
import { createModelClient } from '../../src/model/create-model-client.ts'
import { startWorld } from './support/tuning-world.ts'

const source = `---
model: gpt-4.1
tune: [system]
---
<!-- system -->
Say what the guest of the hotel writes about.

- room: the place where they sleep
- food: what they eat
- staff: who serves them
<!-- user -->
{{note}}
`

const words: Record<string, readonly string[]> = {
  room: ['mattress', 'shower', 'balcony', 'pillow', 'heating'],
  food: ['breakfast', 'omelette', 'coffee', 'buffet', 'dessert'],
  staff: ['receptionist', 'porter', 'waiter', 'manager', 'concierge'],
}

const frames = [
  (word: string) => `I keep thinking of the ${word}, really.`,
  (word: string) => `My whole stay came down to that ${word}.`,
  (word: string) => `Let me tell you about the ${word} this time.`,
]

function reviews(split: Split, frame: number): Case[] {
  return Object.entries(words).flatMap(([expected, list]) =>
    list.map((word) => ({
      id: `${split}-${word}`,
      input: { note: frames[frame]?.(word) ?? word },
      expected,
      split,
      tags: [],
      critical: false,
    })),
  )
}

async function tuneOnce() {
  const embedded = await startEmbeddedModel()
  onTestFinished(() => embedded.close())
  const world = await startWorld({ source })
  const result = await world.tune({
    cases: { optimization: reviews('optimization', 0), dev: reviews('dev', 1), test: reviews('test', 2) },
    spec: { ...world.input.spec, output: z.object({ label: z.enum(['room', 'food', 'staff']) }) },
    model: createModelClient({
      models: modelsSchema.parse({}),
      limits: limitsSchema.parse({}),
      embedded: { baseURL: embedded.baseURL, canPlay: canEmbed },
      env: {},
    }),
  })
  return { result, written: await world.readPrompt() }
}

test('the embedded model tunes a weak prompt to better test results, the same way each time', async () => {
  const first = await tuneOnce()
  const { seed, tuned, model, written } = first.result
  expect(model.simulated).toBe(true)
  expect(written).toBe(true)
  expect((tuned.test?.score ?? 0) - (seed.test?.score ?? 1)).toBeGreaterThan(0.3)
  expect(first.written).toBe(first.result.after)
  expect(first.written).toContain('{{note}}')
  expect((await tuneOnce()).result).toEqual(first.result)
})
