import { onTestFinished } from 'vitest'
import { z } from 'zod'
import { runReportSchema } from '../../src/core/run-report.ts'
import { type ApiRequest, answerJson, apiError, type Reply, startApiServer } from '../support/api-server.ts'
import { openScenario } from '../support/scenario.ts'

const prompt = `---
model: gpt-4.1
---
<!-- system -->
# Topics

- room: bed, heating
- food: breakfast, coffee
<!-- user -->
Message: {{message}}
`

export const suiteFile = (options: string) => `import { exactMatch, promptSuite } from 'prompt-retune'
import { z } from 'zod'

promptSuite('desk', {
  prompt: './desk.prompt.md',
  data: './messages.jsonl',
  output: z.object({ topic: z.enum(['room', 'food']) }),
  scorers: [exactMatch({ path: 'topic' })],
  ${options}
})
`

const bodySchema = z.looseObject({
  model: z.string(),
  messages: z.array(z.looseObject({ role: z.string(), content: z.string() })),
  response_format: z.looseObject({ json_schema: z.looseObject({ name: z.string() }) }).optional(),
})

export interface Asked {
  readonly system: string
  readonly user: string
  readonly job: string | undefined
}

function read({ body }: ApiRequest): Asked {
  const { messages, response_format: format } = bodySchema.parse(body)
  const of = (role: string) => messages.find((message) => message.role === role)?.content ?? ''
  return { system: of('system'), user: of('user'), job: format?.json_schema.name }
}

export const right = ({ user }: Asked): Reply => answerJson({ topic: /room/.test(user) ? 'room' : 'food' })
export const wrong = ({ user }: Asked): Reply => answerJson({ topic: /room/.test(user) ? 'food' : 'room' })

export interface Setting {
  readonly options: string
  readonly plugin?: string
  readonly answer?: (asked: Asked) => Reply
  readonly rows?: number
  readonly vitest?: 4 | 5
}

/** A project of rows in free text, on a server that answers by what it is asked. */
export async function openVaried({ options, plugin = '', answer = right, rows = 12, vitest = 5 }: Setting) {
  const asked: Asked[] = []
  const server = await startApiServer((request) => {
    if (request.path === '/embeddings') return apiError(400, 'none here')
    const question = read(request)
    asked.push(question)
    return answer(question)
  })
  onTestFinished(() => server.close())
  const scenario = await openScenario('fixtures/all-pass', { vitest })
  const config = await scenario.read('vitest.config.ts')
  const given = `promptRetune({ diagnose: 'local', reports: { markdown: 'out.md' }, ${plugin} })`
  await scenario.write('vitest.config.ts', config.replace('promptRetune()', given))
  await scenario.write('desk.prompt.md', prompt)
  await scenario.write('desk.prompt.test.ts', suiteFile(options))
  const lines = Array.from({ length: rows }, (_, row) => {
    const topic = row % 2 === 0 ? 'room' : 'food'
    const message = `Hello there, my ${topic} number ${row} really could be better than yesterday evening.`
    return JSON.stringify({ id: `row-${row}`, input: { message }, expected: { topic } })
  })
  await scenario.write('messages.jsonl', `${lines.join('\n')}\n`)
  const env = { OPENAI_BASE_URL: server.baseURL, OPENAI_API_KEY: 'test-key-not-real' }
  return {
    scenario,
    asked,
    env,
    server,
    run: (...words: string[]) => scenario.run(['run', ...words], { env }),
    async suite() {
      const { suites } = runReportSchema.parse(
        JSON.parse(await scenario.read('.prompt-retune/last-run.json')),
      )
      return suites[0]
    },
  }
}
