import { createHarness, describeEval } from 'vitest-evals'
import { ask, rows } from './ask.mjs'

const harness = createHarness({
  name: 'triage',
  async run({ input }) {
    const output = await ask(input)
    const events = [
      { type: 'message', role: 'user', content: input },
      { type: 'message', role: 'assistant', content: output },
    ]
    return { output, events }
  },
})

describeEval('tickets', { harness }, (it) => {
  it.concurrent.for(rows)('$id', async ({ input, expected }, { run, expect }) => {
    const { output } = await run(input.ticket)
    expect(output.queue).toBe(expected.queue)
  })
})
