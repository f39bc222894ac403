import { expect, test } from 'vitest'
import { tuneResultSchema } from '../../src/core/tune-result.ts'
import { openScenario } from '../support/scenario.ts'

const folder = '.prompt-retune/runs/hotel-desk/0001'

/** The rows of the fixture, so many of them in dev. */
async function openWithDevRows(count: number) {
  const scenario = await openScenario('fixtures/tune')
  const rows = (await scenario.read('messages.jsonl')).trimEnd().split('\n')
  const splitOf = (index: number) => (index < count ? 'dev' : index % 3 === 0 ? 'test' : 'optimization')
  const lines = rows.map((row, index) => JSON.stringify({ ...JSON.parse(row), split: splitOf(index) }))
  await scenario.write('messages.jsonl', `${lines.join('\n')}\n`)
  const result = async () => tuneResultSchema.parse(JSON.parse(await scenario.read(`${folder}/result.json`)))
  return { ...scenario, result }
}

test('npx vitest --tune.accept=significant leaves a prompt whose gain few dev cases show', async () => {
  const scenario = await openWithDevRows(5)
  const before = await scenario.read('desk.prompt.md')
  const { code, output } = await scenario.run(['--tune.accept=significant'])
  const result = await scenario.result()
  expect(result).toMatchObject({ accepted: false, written: false, before })
  expect(result.best).toBeGreaterThan(0)
  expect(await scenario.read('desk.prompt.md')).toBe(before)
  expect(await scenario.read(`${folder}/tuned.prompt.md`)).toBe(result.after)
  expect(output.replace(/\s+/g, ' ')).toContain('must be significant and 5 cases say too little: +')
  expect(output).toContain('desk.prompt.md is as it was: the gain of the tuned prompt is not significant')
  // The prompt that stays fails its gate.
  expect(code).toBe(1)
})

test('and writes one whose gain is beyond chance, with the seed asked twice on dev for its noise', async () => {
  const scenario = await openWithDevRows(30)
  const { code, output } = await scenario.run(['--tune.accept=significant', '--tune.trials=2'])
  const result = await scenario.result()
  expect(result.comparison?.dev.score.low).toBeGreaterThan(0)
  expect(result).toMatchObject({ written: true, noise: { trials: 2, deviation: 0 } })
  expect(await scenario.read('desk.prompt.md')).toBe(result.after)
  expect(code).toBe(0)
  expect(output.replace(/\s+/g, ' ')).toContain(`gain ${result.comparison?.dev.words}`)
  expect(output).toMatch(/noise +standard deviation of the seed's score on dev: 0\.0 points/)
  expect(output).toContain('Failure topic')
})
