import { exactMatch, promptSuite } from 'prompt-retune'
import { z } from 'zod'

promptSuite('review sentiment', {
  prompt: './sentiment.prompt.md',
  data: './reviews.jsonl',
  output: z.object({ sentiment: z.enum(['positive', 'negative']) }),
  scorers: [exactMatch({ path: 'sentiment' })],
})
