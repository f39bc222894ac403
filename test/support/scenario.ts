import { type ChildProcess, spawn } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { onTestFinished } from 'vitest'
import { installModules } from './install-modules.ts'

const repo = fileURLToPath(new URL('../../', import.meta.url))

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>
  /** `vitest`: our launcher; `prompt-retune`: the same by its other name; `bare`: Vitest's own command. Default `vitest`. */
  readonly bin?: 'vitest' | 'prompt-retune' | 'bare'
}

export interface Finished {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  /** Both, in the order of arrival, without colours. */
  readonly output: string
}

export interface Running {
  readonly process: ChildProcess
  readonly finished: Promise<Finished>
  /** Resolves when the output so far (from `since` characters on) matches; rejects when the process ends before. */
  saw(pattern: RegExp, since?: number): Promise<string>
  output(): string
}

/** A copy of a project of `fixtures/` (or `examples/`) in a scratch folder, with prompt-retune installed as npm would lay it out. */
export interface Scenario {
  readonly dir: string
  start(args: readonly string[], options?: RunOptions): Running
  run(args: readonly string[], options?: RunOptions): Promise<Finished>
  read(file: string): Promise<string>
  write(file: string, text: string): Promise<void>
}

export async function openScenario(
  from: string,
  { vitest = 5 }: { readonly vitest?: 4 | 5 } = {},
): Promise<Scenario> {
  const dir = await mkdtemp(join(tmpdir(), 'retune-'))
  onTestFinished(() => rm(dir, { recursive: true, force: true, maxRetries: 3 }))
  await cp(join(repo, from), dir, { recursive: true })
  await writeFile(join(dir, 'package.json'), '{ "private": true, "type": "module" }\n')
  await installModules(join(dir, 'node_modules'), vitest)

  const start = (args: readonly string[], options: RunOptions = {}) =>
    startProcess(dir, [binOf(dir, options.bin ?? 'vitest'), ...args], options.env ?? {})
  return {
    dir,
    start,
    run: (args, options) => start(args, options).finished,
    read: (file) => readFile(join(dir, file), 'utf8'),
    async write(file, text) {
      await mkdir(dirname(join(dir, file)), { recursive: true })
      await writeFile(join(dir, file), text)
    },
  }
}

function binOf(dir: string, bin: NonNullable<RunOptions['bin']>): string {
  const folder = join(dir, 'node_modules')
  return bin === 'bare' ? join(folder, 'vitest/vitest.mjs') : join(folder, 'prompt-retune/bin', `${bin}.js`)
}

function startProcess(cwd: string, args: readonly string[], env: Readonly<Record<string, string>>): Running {
  const inherited = Object.entries(process.env).filter(
    ([name]) =>
      !/^(OPENAI_|VITEST|GITHUB_|CI$|NODE_ENV$|TEST$|DEV$|PROD$|MODE$|NODE_OPTIONS$|FORCE_COLOR$)/.test(name),
  )
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...Object.fromEntries(inherited), NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let stdout = ''
  let stderr = ''
  let output = ''
  const listeners = new Set<() => void>()
  const take = (chunk: unknown) => {
    const text = stripVTControlCharacters(String(chunk))
    output += text
    for (const listener of [...listeners]) listener()
    return text
  }
  child.stdout.on('data', (chunk) => (stdout += take(chunk)))
  child.stderr.on('data', (chunk) => (stderr += take(chunk)))
  onTestFinished(() => {
    if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  })
  const finished = new Promise<Finished>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stdout, stderr, output }))
  })
  return {
    process: child,
    finished,
    output: () => output,
    saw(pattern, since = 0) {
      return new Promise((resolve, reject) => {
        const look = () => {
          if (!pattern.test(output.slice(since))) return
          listeners.delete(look)
          resolve(output)
        }
        listeners.add(look)
        void finished.then(() => reject(new Error(`ended without ${pattern}:\n${output}`)))
        look()
      })
    },
  }
}

/** Sends a signal to the process and its workers, as a terminal does on Ctrl-C. */
export function interrupt({ process: child }: Running): void {
  if (child.pid !== undefined) process.kill(-child.pid, 'SIGINT')
}
