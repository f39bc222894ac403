import { exactMatch, promptSuite } from 'prompt-retune'
import { z } from 'zod'

promptSuite('city desk', {
  prompt: './desk.prompt.md',
  data: './requests.jsonl',
  output: z.object({
    reasoning: z.string(),
    department: z.enum(['waste', 'roads', 'parks', 'water', 'permits', 'noise']),
  }),
  confidence: true,
  scorers: [exactMatch({ path: 'department' })],
  gate: { passRate: 0.4 },
})
