// What a team writes before it has a test runner for prompts: the rows one by one through `openai` and `p-limit`.
// node bare-script.mjs ROWS.jsonl CONCURRENCY [critic]
import { readFileSync } from 'node:fs'
import OpenAI from 'openai'
import { zodResponseFormat } from 'openai/helpers/zod'
import pLimit from 'p-limit'
import { z } from 'zod'

const [file, concurrency, critic] = process.argv.slice(2)
const [, system, user] = readFileSync('triage.prompt.md', 'utf8').split(/<!-- \w+ -->\n/)
const rows = readFileSync(file, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line))
const client = new OpenAI({ maxRetries: 5 })
const limit = pLimit(Number(concurrency))

const answer = z.object({
  reasoning: z.string(),
  queue: z.enum(['billing', 'login', 'shipping', 'returns', 'bug', 'account']),
})
const critique = z.object({
  diagnoses: z.array(
    z.object({ label: z.string(), definition: z.string(), why: z.string(), basis: z.string() }),
  ),
  confidence: z.enum(['appropriate', 'overconfident', 'underconfident', 'unknown']),
})
const answerFormat = zodResponseFormat(answer, 'answer')
const critiqueFormat = zodResponseFormat(critique, 'critique')

async function ask(schema, response_format, messages) {
  const { choices } = await client.chat.completions.create({
    model: 'gpt-4.1',
    temperature: 0,
    messages,
    response_format,
  })
  return schema.parse(JSON.parse(choices[0].message.content))
}

let passed = 0
const labels = new Map()
await Promise.all(
  rows.map((row) =>
    limit(async () => {
      const output = await ask(answer, answerFormat, [
        { role: 'system', content: system },
        { role: 'user', content: user.replace('{{ticket}}', row.input.ticket) },
      ])
      if (output.queue === row.expected.queue) {
        passed += 1
        return
      }
      if (!critic) return
      const { diagnoses } = await ask(critique, critiqueFormat, [
        { role: 'system', content: 'Say in general words what goes wrong here and why. '.repeat(48) },
        { role: 'user', content: JSON.stringify({ system, user, ...row, output }) },
      ])
      for (const { label } of diagnoses) labels.set(label, (labels.get(label) ?? 0) + 1)
    }),
  ),
)
console.log(`${passed} of ${rows.length} passed`, labels)
