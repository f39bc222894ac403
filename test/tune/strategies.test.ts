import { expect, test } from 'vitest'
import { genericAdvice } from '../../src/tune/strategies/generic-advice.ts'
import { strategyNames } from '../../src/tune/strategies/strategy-map.ts'
import { strategyContract } from './strategy-contract.ts'
import { seedSource, startWorld } from './support/tuning-world.ts'

for (const name of strategyNames) strategyContract(name)

test('random edits with generic advice only, by its seed, and asks no model for them', async () => {
  const prompts = async (seed: number) => {
    const world = await startWorld({ tune: { strategy: 'random', iterations: 6, patience: 6, seed } })
    const result = await world.tune()
    expect(world.requests.every(({ kind }) => kind === 'target')).toBe(true)
    expect(result.usage.optimizer ?? result.usage.critic).toBeUndefined()
    return result.iterations.map(({ patch }) => patch?.sections.system?.split('\n') ?? [])
  }
  const [one, again, other] = [await prompts(1), await prompts(1), await prompts(2)]
  expect(again).toEqual(one)
  expect(other).not.toEqual(one)
  for (const line of [...one, ...other].flat()) expect(['Sort the note.', ...genericAdvice]).toContain(line)
  const lengths = one.map((lines) => lines.length)
  expect(lengths.some((length, index) => index > 1 && length < (lengths[index - 1] ?? 0))).toBe(true)
})

test('random keeps what generic advice gains, and goes on from the latest edit', async () => {
  const world = await startWorld({
    tune: { strategy: 'random', iterations: 12, patience: 12 },
    intercept: ({ kind, messages }) => {
      if (kind !== 'target' || !messages[0]?.text.includes('step by step')) return undefined
      const word = /zone (\w+)/.exec(messages.at(-1)?.text ?? '')?.[1]
      const label = { invoice: 'money', password: 'access', parcel: 'goods' }[word ?? '']
      return { type: 'answer', answer: { text: JSON.stringify({ label: label ?? 'x' }) } }
    },
  })
  const result = await world.tune()
  expect(result).toMatchObject({ written: true, tuned: { test: { score: 0.75 } } })
  expect(await world.readPrompt()).toMatch(/step by step/)
  expect(await world.readPrompt()).not.toBe(seedSource)
})
