import { execFile } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { promptFile } from '../tickets.ts'
import type { PeerTool } from './peer-tools.ts'

const run = promisify(execFile)
const installMilliseconds = 240_000

export interface InstalledTool {
  readonly dir: string
  /** The Node that runs it. */
  readonly node: string
  remove(): Promise<void>
}

/** Installs a tool from npm into a scratch folder of its own; tells in a sentence why it could not. */
export async function installTool({
  packages,
  files,
  addon,
}: PeerTool): Promise<InstalledTool | { reason: string }> {
  const dir = await mkdtemp(join(tmpdir(), 'retune-bench-peer-'))
  const remove = () => rm(dir, { recursive: true, force: true, maxRetries: 3 })
  const project = {
    private: true,
    type: 'module',
    dependencies: packages,
    ...(addon === undefined ? {} : { allowScripts: { [addon]: true } }),
  }
  await writeFile(join(dir, 'package.json'), JSON.stringify(project))
  await writeFile(join(dir, 'triage.prompt.md'), promptFile)
  for (const [target, source] of Object.entries({ ...files, 'ask.mjs': 'ask.mjs' }))
    await cp(fileURLToPath(new URL(`projects/${source}`, import.meta.url)), join(dir, target))

  const words = ['install', '--no-audit', '--no-fund', '--no-package-lock']
  const patience = ['--fetch-retries=1', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=1000']
  process.stderr.write(`  npm install ${Object.keys(packages).join(' ')}\n`)
  try {
    await run('npm', [...words, ...patience, '--prefix', dir], { cwd: dir, timeout: installMilliseconds })
    const node = addon === undefined ? process.execPath : await findNode(dir, addon)
    return { dir, node, remove }
  } catch (error) {
    await remove()
    return { reason: reasonOf(error) }
  }
}

/** The Node that an add-on was built for: ours, or another one of the path. */
async function findNode(dir: string, addon: string): Promise<string> {
  const others = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'node'))
  const all = [process.execPath, ...others.filter((file) => existsSync(file))].map((file) =>
    realpathSync(file),
  )
  let problem: unknown
  for (const node of new Set(all)) {
    try {
      await run(node, ['-e', `new (require('${addon}'))(':memory:')`], { cwd: dir })
      return node
    } catch (error) {
      problem ??= error
    }
  }
  throw new Error(`its native add-on ${addon} does not load`, { cause: problem })
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const told = 'stderr' in error ? String(error.stderr).split('\n') : []
  const first = told.findIndex((line) => /^(npm error|\w*Error:)/.test(line))
  const lines = first === -1 ? [error.message.split('\n')[0]] : told.slice(first, first + 4)
  const cause = error.cause === undefined ? '' : ` (${reasonOf(error.cause)})`
  if ('killed' in error && error.killed) return `npm took over ${installMilliseconds / 1000} s`
  return `${lines.join(' ')}${cause}`
}
