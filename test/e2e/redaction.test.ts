import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { tuneResultSchema } from '../../src/core/tune-result.ts'
import {
  type ApiRequest,
  answer,
  answerJson,
  apiError,
  callTool,
  embeddings,
  type Reply,
  startApiServer,
} from '../support/api-server.ts'
import { openScenario, type Scenario } from '../support/scenario.ts'
import { plantSecrets } from '../support/secret-corpus.ts'

const planted = plantSecrets(200)
/** Where each of them is planted, by turns. */
const places = ['input', 'output', 'error', 'expected', 'malformed'] as const
const [ofPrompt, ofEnvironment, ofId] = [
  planted[0]?.secret ?? '',
  'Paper-Boat-In-The-Rain',
  'ghp_0123456789abcdefghijABCDEFGHIJ012345',
]

const prompt = `---
tune: [system]
---
<!-- system -->
Sort the message. Our own key is ${ofPrompt}.
<!-- user -->
{{message}}
`

const rows = planted.map(({ text }, index) => {
  const place = places[index % places.length]
  const message = place === 'input' ? text : `message ${index} ends here`
  const expected = { queue: 'billing', ...(place === 'expected' ? { note: text } : {}) }
  return { input: { message }, expected, ...(index === 0 ? { id: ofId } : {}) }
})

const namesSchema = z.looseObject({
  response_format: z.looseObject({ json_schema: z.looseObject({ name: z.string() }) }).optional(),
  tool_choice: z.unknown().optional(),
})

/** A model that says back all that it was told, and more. */
function blab(request: ApiRequest): Reply {
  if (request.path === '/embeddings') return embeddings(request)
  const body = namesSchema.parse(request.body)
  const said = JSON.stringify(request.body)
  switch (body.response_format?.json_schema.name) {
    case 'answer':
      return blabAnswer(said)
    case 'critique': {
      const why = `${said.slice(-900)} ${ofPrompt}`
      const label = `blabs about ${said.length % 7} things`
      return answerJson({
        diagnoses: [{ label, definition: ofEnvironment, why, basis: ofPrompt }],
        confidence: 'unknown',
      })
    }
    case 'topics':
      return answerJson({
        topics: [{ name: `the key ${ofPrompt}`, definition: `${ofEnvironment} ${said.slice(0, 200)}` }],
      })
    case 'assignment':
      return answerJson({ assignments: [] })
    case 'decision': {
      const text = `Sort the message. Our own key is ${ofPrompt}.\nRule: ${said.includes('Rule: bills') ? 'bills first' : 'bills'}`
      return answerJson({
        action: 'patch',
        sections: [{ name: 'system', text }],
        rationale: `For ${ofPrompt}, as ${ofEnvironment}`,
        reason: '',
      })
    }
    default:
      return body.tool_choice === 'required'
        ? callTool('diagnose_prompt', { prompt: ofPrompt })
        : answer(said)
  }
}

function blabAnswer(said: string): Reply {
  const index = rows.findIndex(
    ({ input }) =>
      said.includes(JSON.stringify(JSON.stringify(input.message).slice(1, -1)).slice(1, -1)) ||
      said.includes(JSON.stringify(input.message).slice(1, -1)),
  )
  const text = planted[index]?.text ?? ''
  const place = places[index % places.length]
  if (place === 'error') return apiError(400, `bad request: ${text} (${ofEnvironment})`)
  if (place === 'malformed') return answer(`no JSON today: ${text} ${ofEnvironment}`)
  const right = said.includes('Rule: bills') && index % 2 === 0
  const reasoning = place === 'output' ? `${text} ${ofEnvironment}` : said.slice(-400)
  return answerJson({ reasoning, queue: right ? 'billing' : 'login' })
}

async function open() {
  const server = await startApiServer(blab)
  const scenario = await openScenario('fixtures/secrets')
  onTestFinished(() => server.close())
  await scenario.write('desk.prompt.md', prompt)
  await scenario.write('messages.jsonl', rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
  const env = {
    OPENAI_BASE_URL: server.baseURL,
    OPENAI_API_KEY: 'key-of-the-model-itself',
    HELP_DESK_TOKEN: ofEnvironment,
    GITHUB_ACTIONS: 'true',
    GITHUB_STEP_SUMMARY: join(scenario.dir, 'summary.md'),
    GITHUB_REPOSITORY: 'acme/desk',
    GITHUB_SHA: '791a3f4c0b8e1f2d3a4b5c6d7e8f90123456789a',
  }
  return { scenario, env }
}

const own = [
  'node_modules',
  'messages.jsonl',
  'desk.prompt.md',
  'desk.prompt.test.ts',
  'vitest.config.ts',
  'package.json',
]

/** All that was written beside the project's own files, by name. */
async function written({ dir }: Scenario): Promise<Map<string, string>> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true })
  const files = entries.flatMap((entry) => {
    const file = relative(dir, join(entry.parentPath, entry.name))
    return entry.isFile() && !own.includes(file.split('/')[0] ?? '') ? [file] : []
  })
  return new Map(
    await Promise.all(files.map(async (file) => [file, await readFile(join(dir, file), 'utf8')] as const)),
  )
}

const secrets = [...planted.map(({ secret }) => secret), ofEnvironment, ofId, 'key-of-the-model-itself']

/** The secrets in a text, also as JSON, XML and addresses write them, and broken over lines. */
function leaks(text: string): string[] {
  const dense = text.replaceAll(/\s+/g, '')
  return secrets.filter((secret) => {
    const xml = secret.replaceAll('"', '&quot;').replaceAll("'", '&apos;')
    const forms = [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret), xml]
    return forms.some((form) => text.includes(form)) || (!secret.includes(' ') && dense.includes(secret))
  })
}

function expectNoLeak(files: ReadonlyMap<string, string>, output: string): void {
  const found = [...files, ['the terminal', output] as const].flatMap(([name, text]) =>
    leaks(text).map(
      (secret) =>
        `${name}: ${secret} in ...${text.slice(Math.max(0, text.indexOf(secret) - 60), text.indexOf(secret) + 60)}`,
    ),
  )
  expect(found).toEqual([])
}

describe('200 secrets in inputs, outputs, errors, URLs and prompts', () => {
  beforeAll(() => {
    expect(new Set(planted.map(({ secret }) => secret)).size).toBe(200)
  })

  it('stand in no file and no line of a run, whatever reports are asked for', async () => {
    const { scenario, env } = await open()
    const reporters = ['default', 'json', 'junit', 'blob'].map((name) => `--reporter=${name}`)
    const files = [
      '--outputFile.json=out/vitest.json',
      '--outputFile.junit=out/vitest.xml',
      '--outputFile.blob=out/blob.json',
    ]
    const recorded = await scenario.run(['run', '--record=auto'], { env })
    const { output } = await scenario.run(['run', '-u', ...reporters, ...files], { env })
    expect(output).toMatch(/Failure topic/)
    const left = await written(scenario)
    expect([...left.keys()]).toEqual(
      expect.arrayContaining([
        ...[
          '.prompt-retune/last-run.json',
          '.prompt-retune/recordings/help-desk.jsonl',
          '.prompt-retune/baselines/help-desk.json',
          '.prompt-retune/critiques/help-desk.json',
        ],
        ...[
          'out/comment.md',
          'out/suites.xml',
          'out/run.json',
          'out/vitest.json',
          'out/vitest.xml',
          'out/blob.json',
          'summary.md',
        ],
      ]),
    )
    expectNoLeak(left, recorded.output + output)
    const report = left.get('out/run.json') ?? ''
    for (const member of ['message', 'reasoning', 'note', 'text', 'why', 'feedback']) {
      expect(report).toMatch(new RegExp(`"${member}": "[^\n]*\\[redacted\\]`))
    }
  })

  it('stand in no file and no line of a tuning, though the prompt keeps its own', async () => {
    const { scenario, env } = await open()
    const running = scenario.start(
      [
        '--tune=all',
        '--tune.iterations=2',
        '--reporter=default',
        '--reporter=json',
        '--outputFile.json=out/vitest.json',
      ],
      { env },
    )
    await running.saw(/iteration 0/)
    running.process.kill('SIGKILL')
    await running.finished
    const broken = await written(scenario)
    expect([...broken.keys()]).toContain('.prompt-retune/runs/help-desk/0001/calls.jsonl')
    expectNoLeak(broken, running.output())

    const { output } = await scenario.run(
      [
        '--tune=all',
        '--tune.iterations=2',
        '--reporter=default',
        '--reporter=json',
        '--outputFile.json=out/vitest.json',
      ],
      { env },
    )
    expect(output).toMatch(/Resumed from/)
    const files = await written(scenario)
    expectNoLeak(files, output)
    const result = tuneResultSchema.parse(
      JSON.parse(files.get('.prompt-retune/runs/help-desk/0001/result.json') ?? ''),
    )
    expect(result).toMatchObject({
      written: true,
      after: expect.stringContaining('Our own key is [redacted].\nRule: bills'),
    })
    expect(await scenario.read('desk.prompt.md')).toContain(`Our own key is ${ofPrompt}.\nRule: bills`)

    const blame = await scenario.run(['blame', 'desk.prompt.md'], { env, bin: 'prompt-retune' })
    expect(blame.stdout).toMatch(/help-desk\/0001 @\d.*Rule: bills/)
    expectNoLeak(new Map(), blame.output)
  })

  it('do not keep a prompt that waited for a yes from being written as it is', async () => {
    const { scenario, env: inGitHub } = await open()
    const { GITHUB_ACTIONS: _, ...env } = inGitHub
    await scenario.write('editor.sh', '#!/bin/sh\ncp "$1" seen.txt; printf "%s" "$1" > where.txt\n')
    const terminal = { env: { ...env, EDITOR: 'sh editor.sh' }, terminal: true }
    const running = scenario.start(['--tune=all', '--tune.iterations=1'], terminal)
    await running.saw(/dit the diff: /)
    running.type('e')
    await running.saw(/dit the diff: .*dit the diff: /s)
    expect(await scenario.read('seen.txt')).toContain(ofPrompt)
    expect(await scenario.read('where.txt')).not.toContain(scenario.dir)
    running.type('y')
    const { output } = await running.finished
    expect(output).toMatch(/Written to desk\.prompt\.md/)
    expect(await scenario.read('desk.prompt.md')).toContain(`Our own key is ${ofPrompt}.\nRule: bills`)
    const files = await written(scenario)
    for (const name of ['seen.txt', 'where.txt', 'editor.sh']) files.delete(name)
    expectNoLeak(files, output)
  })
})

describe("a suite's own redact function", () => {
  const suite = (redact: string) => `import { exactMatch, promptSuite } from 'prompt-retune'

promptSuite('guests', {
  prompt: './desk.prompt.md',
  data: [
    { id: 'ann@example.com', input: { message: 'Ann Example, room 12' }, expected: 'Ann Example', tags: ['Ann Example'] },
    { input: { message: 'Ann Example, phone', phone: 15550109999 }, expected: 'nobody' },
  ],
  scorers: [exactMatch()],
  target: ([message], { input }) => \`\${input.message} is here\`,
  redact: ${redact},
})
`

  async function openGuests(redact: string) {
    const scenario = await openScenario('fixtures/secrets')
    await scenario.write('desk.prompt.md', 'Who is it? {{message}}')
    await scenario.write('desk.prompt.test.ts', suite(redact))
    return scenario
  }

  const personal = /Ann|ann@|15550109999/

  it('keeps personal data out of all that is written, ids, tags and titles too', async () => {
    const scenario = await openGuests(
      "(text) => text.replace(/ann( example|@example\\.com)/gi, '[guest]').replace(/\\d{9,}/g, '[phone]')",
    )
    const reporters = ['--reporter=verbose', '--reporter=json', '--outputFile.json=out/vitest.json']
    const { code, output } = await scenario.run(['run', ...reporters])
    expect(code).toBe(1)
    expect(output).toMatch(/expected "\[guest\]", got "\[guest\], room 12 is here"/)
    for (const [name, text] of [...(await written(scenario)), ['the terminal', output] as const])
      expect(personal.exec(text)?.[0], name).toBeUndefined()
  })

  it('fails the cases that it breaks at, and withholds their texts', async () => {
    const scenario = await openGuests(
      "(text) => text.includes('room') ? text.nothing.at(0) : text.replace(/ann.*/i, '')",
    )
    const { code, output } = await scenario.run(['run', '--reporter=verbose'])
    expect(code).toBe(1)
    expect(output.replaceAll(/\s+/g, ' ')).toMatch(
      /redaction: The suite's redact function threw TypeError at desk\.prompt\.test\.ts:11, so that the texts of this case are withheld/,
    )
    for (const [name, text] of [...(await written(scenario)), ['the terminal', output] as const])
      expect(/Ann|room/.exec(text)?.[0], name).toBeUndefined()
  })
})
