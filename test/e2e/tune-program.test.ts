import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { openScenario } from '../support/scenario.ts'

const program = `
import { exactMatch, tunePrompt } from 'prompt-retune/tune'
import { z } from 'zod'

const result = await tunePrompt({
  prompt: 'desk.prompt.md',
  data: 'messages.jsonl',
  output: z.object({ reasoning: z.string(), topic: z.enum(['room', 'food', 'pool']) }),
  scorers: [exactMatch({ path: 'topic' })],
  tune: { iterations: 2, budget: { calls: 5000 } },
  onEvent: (event) => console.error(event.type),
})
console.log(JSON.stringify({ written: result.written, after: result.after, stop: result.stop.code }))
`

it('tunePrompt works in a program of its own, where Vitest is not even installed', async () => {
  const scenario = await openScenario('fixtures/tune')
  const before = await scenario.read('desk.prompt.md')
  await rm(join(scenario.dir, 'node_modules/vitest'))
  await scenario.write('program.mjs', program)
  const { code, stdout, stderr } = await scenario.run(['program.mjs'], { bin: 'node' })
  expect(stderr).toMatch(/^(phase|iteration)/)
  expect(code).toBe(0)
  const told = z
    .object({ written: z.boolean(), after: z.string(), stop: z.string() })
    .parse(JSON.parse(stdout))
  expect(told).toMatchObject({ written: true, after: await scenario.read('desk.prompt.md') })
  expect(told.after).not.toBe(before)
})
