import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
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
  /**
   * `vitest`: our launcher; `prompt-retune`: the same by its other name; `bare`: Vitest's own command; `node`: none, the first word is
   * a script. Default `vitest`.
   */
  readonly bin?: 'vitest' | 'prompt-retune' | 'bare' | 'node'
  /** Runs at a real pseudo-terminal of 100 columns; both outputs come as `stdout`. */
  readonly terminal?: boolean
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
  /** Types at the terminal; `\x03` is Ctrl-C. */
  type(keys: string): void
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
    startProcess(dir, [...binOf(dir, options.bin ?? 'vitest'), ...args], options)
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

function binOf(dir: string, bin: NonNullable<RunOptions['bin']>): string[] {
  if (bin === 'node') return []
  const folder = join(dir, 'node_modules')
  return [bin === 'bare' ? join(folder, 'vitest/vitest.mjs') : join(folder, 'prompt-retune/bin', `${bin}.js`)]
}

function startProcess(
  cwd: string,
  args: readonly string[],
  { env = {}, terminal = false }: RunOptions,
): Running {
  const inherited = Object.entries(process.env).filter(
    ([name]) =>
      !/^(OPENAI_|VITEST|GITHUB_|GITLAB_|CI$|CONTINUOUS_INTEGRATION$|BUILDKITE|JENKINS_URL$|TEAMCITY_VERSION$|TF_BUILD$|NODE_ENV$|TEST$|DEV$|PROD$|MODE$|NODE_OPTIONS$|FORCE_COLOR$)/.test(
        name,
      ),
  )
  const [command, words] = terminal ? atTerminal([process.execPath, ...args]) : [process.execPath, args]
  const child = spawn(command, words, {
    cwd,
    env: {
      ...Object.fromEntries(inherited),
      NO_COLOR: '1',
      ...env,
      ...(terminal ? { SHELL: '/bin/sh' } : {}),
    },
    stdio: [terminal ? 'pipe' : 'ignore', 'pipe', 'pipe'],
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
  child.stdout?.on('data', (chunk) => (stdout += take(chunk)))
  child.stderr?.on('data', (chunk) => (stderr += take(chunk)))
  onTestFinished(() => {
    if (child.exitCode === null && child.signalCode === null && child.pid !== undefined)
      process.kill(-child.pid, 'SIGKILL')
  })
  const finished = new Promise<Finished>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stdout, stderr, output }))
  })
  return {
    process: child,
    finished,
    output: () => output,
    type: (keys) => void child.stdin?.write(keys),
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

/** The command that runs another at a pseudo-terminal: `script` of util-linux, which every Debian has. */
function atTerminal(words: readonly string[]): [string, string[]] {
  const found = (process.env.PATH ?? '').split(':').some((folder) => existsSync(join(folder, 'script')))
  if (!found) throw new Error('These tests need a pseudo-terminal: install "script" of util-linux.')
  const quoted = words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ')
  return ['script', ['-qefc', `stty rows 40 cols 100; exec ${quoted}`, '/dev/null']]
}

/** Sends a signal to the process and its workers, as a terminal does on Ctrl-C. */
export function interrupt({ process: child }: Running): void {
  if (child.pid !== undefined) process.kill(-child.pid, 'SIGINT')
}
