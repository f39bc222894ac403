// The app that every tool tests: the rows, and one question through `openai`, as `bare-script.mjs` asks it.
import { readFileSync } from 'node:fs'
import OpenAI from 'openai'
import { zodResponseFormat } from 'openai/helpers/zod'
import { z } from 'zod'

export const concurrency = 50

export const rows = readFileSync('tickets.jsonl', 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line))

const [, system, user] = readFileSync('triage.prompt.md', 'utf8').split(/<!-- \w+ -->\n/)
const client = new OpenAI({ maxRetries: 5 })

const answer = z.object({
  reasoning: z.string(),
  queue: z.enum(['billing', 'login', 'shipping', 'returns', 'bug', 'account']),
})
const response_format = zodResponseFormat(answer, 'answer')

export async function ask(ticket) {
  const { choices } = await client.chat.completions.create({
    model: 'gpt-4.1',
    temperature: 0,
    messages: [
      { role: 'system', content: system },
      { role: 'user', content: user.replace('{{ticket}}', ticket) },
    ],
    response_format,
  })
  return answer.parse(JSON.parse(choices[0].message.content))
}
