import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { installModules } from '../test/support/install-modules.ts'
import { promptFile } from './tickets.ts'

export const launcher = 'node_modules/prompt-retune/bin/vitest.js'

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url))
const opened: (() => Promise<void> | void)[] = []

/** A scratch project with prompt-retune installed; gone after `closeAll`. */
export async function openProject(files: Readonly<Record<string, string>>): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'retune-bench-'))
  opened.push(() => rm(dir, { recursive: true, force: true, maxRetries: 3 }))
  await installModules(join(dir, 'node_modules'))
  const all = { 'package.json': '{ "private": true, "type": "module" }\n', ...files }
  await Promise.all(Object.entries(all).map(([name, text]) => writeFile(join(dir, name), text)))
  return dir
}

export interface SuiteSettings {
  readonly rows: string
  readonly concurrency: number
  readonly diagnose: 'off' | 'local' | 'llm'
  /** Without it every failing case fails its test. */
  readonly gate?: number
  /** Of the plugin, in place of the concurrency alone. */
  readonly options?: string
}

/** A project with one suite over the rows, and the bare script beside it. */
export async function openSuite({
  rows,
  concurrency,
  diagnose,
  gate,
  options = `cache: false, limits: { concurrency: ${concurrency} }`,
}: SuiteSettings): Promise<string> {
  const dir = await openProject({
    'triage.prompt.md': promptFile,
    'tickets.jsonl': rows,
    'triage.prompt.test.ts': `import { exactMatch, promptSuite } from 'prompt-retune'
import { z } from 'zod'

promptSuite('tickets', {
  prompt: './triage.prompt.md',
  data: './tickets.jsonl',
  output: z.object({
    reasoning: z.string(),
    queue: z.enum(['billing', 'login', 'shipping', 'returns', 'bug', 'account']),
  }),
  scorers: [exactMatch({ path: 'queue' })],
  ${gate === undefined ? '' : `gate: { passRate: ${gate} },`}
})
`,
    'vitest.config.ts': configFile(`{ ${options}, diagnose: { mode: '${diagnose}' } }`),
  })
  await cp(here('bare-script.mjs'), join(dir, 'bare-script.mjs'))
  return dir
}

/** An example as a project of its own. */
export async function openExample(name: string): Promise<string> {
  const dir = await openProject({ 'vitest.config.ts': configFile('') })
  await cp(here(`../examples/${name}`), dir, { recursive: true })
  return dir
}

function configFile(options: string): string {
  return `import { promptRetune } from 'prompt-retune/plugin'
import { defineConfig } from 'vitest/config'

export default defineConfig({ plugins: [promptRetune(${options})] })
`
}

/** Starts the model server in a process of its own; gives the environment that leads to it. */
export async function startServer(latency: number): Promise<Record<string, string>> {
  const { env } = await startScript('model-server.ts', String(latency))
  return env
}

export interface StartedServer {
  readonly env: Readonly<Record<string, string>>
  /** What it answers to a message. */
  ask(): Promise<unknown>
}

/** Starts a server of the bench in a process of its own. */
export async function startScript(
  file: string,
  settings: string,
): Promise<StartedServer & { env: Record<string, string> }> {
  const child: ChildProcess = fork(here(file), [settings])
  opened.push(() => {
    child.kill()
  })
  const [port] = await once(child, 'message')
  return {
    env: { OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1`, OPENAI_API_KEY: 'none' },
    async ask() {
      const answer = once(child, 'message')
      child.send('ask')
      const [told]: unknown[] = await answer
      return told
    },
  }
}

export async function closeAll(): Promise<void> {
  await Promise.all(opened.splice(0).map((close) => close()))
}
