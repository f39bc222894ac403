import { execFileSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { launcher, openSuite } from '../projects.ts'
import { type InstalledTool, installTool } from './install-tool.ts'
import { countTests, type PeerTool, peerTools, type Verdicts } from './peer-tools.ts'

/** A way to run the cases, in a folder that needs `tickets.jsonl` only. */
export interface Contestant extends InstalledTool, Pick<PeerTool, 'name' | 'args' | 'keeps' | 'verdicts'> {
  readonly versions: string
  /** Is it neither ours nor the bare script? Then what goes wrong is a finding. */
  readonly foreign: boolean
}

export interface Absent {
  readonly name: string
  readonly versions: string
  readonly reason: string
}

/** The bare script first, then we, then every other tool that could be installed. */
export async function openContestants(): Promise<{ contestants: Contestant[]; absent: Absent[] }> {
  const contestants = await openOurs()
  const absent: Absent[] = []
  const installs = peerTools.map(async (tool) => ({ tool, installed: await installTool(tool) }))
  for (const { tool, installed } of await Promise.all(installs)) {
    if ('reason' in installed) absent.push({ ...tool, versions: describe(tool.packages), ...installed })
    else {
      const versions = await versionsIn(installed, Object.keys(tool.packages))
      contestants.push({ ...tool, ...installed, versions, foreign: true })
    }
  }
  return { contestants, absent }
}

async function openOurs(): Promise<Contestant[]> {
  const settings = { rows: '', concurrency: 50 } as const
  const [off, local] = [
    await openSuite({ ...settings, diagnose: 'off' }),
    await openSuite({ ...settings, diagnose: 'local' }),
  ]
  const own = async (dir: string, packages: readonly string[]) => {
    const installed = { dir, node: process.execPath, remove: async () => {} }
    return { ...installed, versions: await versionsIn(installed, packages), foreign: false }
  }
  const suite = { args: [launcher, 'run'], keeps: '.prompt-retune', verdicts: countTests }
  const packages = ['prompt-retune', 'vitest', 'openai']
  return [
    {
      name: 'bare: openai + p-limit',
      args: ['bare-script.mjs', 'tickets.jsonl', '50'],
      verdicts: countBare,
      ...(await own(off, ['openai', 'p-limit'])),
    },
    { name: 'prompt-retune, no diagnosis', ...suite, ...(await own(off, packages)) },
    { name: 'prompt-retune, topics', ...suite, ...(await own(local, packages)) },
  ]
}

function countBare(output: string): Verdicts {
  const [, passed = 0, all = 0] = /(\d+) of (\d+) passed/.exec(output) ?? []
  return { passed: Number(passed), failed: Number(all) - Number(passed) }
}

function describe(packages: Readonly<Record<string, string>>): string {
  return Object.entries(packages)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ')
}

/** What really stands there. */
async function versionsIn({ dir, node }: InstalledTool, packages: readonly string[]): Promise<string> {
  const found: Record<string, string> = {}
  for (const name of packages) {
    const file: unknown = JSON.parse(await readFile(join(dir, 'node_modules', name, 'package.json'), 'utf8'))
    found[name] = typeof file === 'object' && file && 'version' in file ? String(file.version) : '?'
  }
  const version = execFileSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' }).trim()
  return describe({ ...found, Node: version })
}
