import { exactMatch, promptSuite } from 'prompt-retune'
import { z } from 'zod'

promptSuite('ticket triage', {
  prompt: './triage.prompt.md',
  data: './tickets.jsonl',
  output: z.object({
    reasoning: z.string(),
    queue: z.enum(['billing', 'login', 'shipping', 'returns', 'bug', 'account']),
  }),
  confidence: true,
  scorers: [exactMatch({ path: 'queue' })],
  gate: { passRate: 0.6 },
})
