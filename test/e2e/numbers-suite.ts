/** A suite whose question is its row's number, as `<7>`, and whose every fifth row expects another topic than the rest. */
export const numbersSuite = (rows: number) => `import { exactMatch, promptSuite } from 'prompt-retune'
import { z } from 'zod'

promptSuite('numbers', {
  prompt: './number.prompt.md',
  data: Array.from({ length: ${rows} }, (_, row) => ({
    id: \`row-\${row}\`,
    input: { number: \`<\${row}>\` },
    expected: { topic: row % 5 ? 'room' : 'food' },
  })),
  output: z.object({ topic: z.enum(['room', 'food']) }),
  scorers: [exactMatch({ path: 'topic' })],
})
`
