import { join } from 'node:path'
import { countScores } from './count-scores.ts'

export interface Verdicts {
  readonly passed: number
  readonly failed: number
}

/** A tool that is not ours, as its own documentation says how to use it. */
export interface PeerTool {
  readonly name: string
  /** Exact versions, the tool's own first: the newest that install and run together. */
  readonly packages: Readonly<Record<string, string>>
  /** File in its project to file in `projects/`. */
  readonly files: Readonly<Record<string, string>>
  readonly args: readonly string[]
  /** A package with a native add-on, which not every Node may load. */
  readonly addon?: string
  /** What it keeps from one run to the next, below its project. */
  readonly keeps?: string
  verdicts(output: string, dir: string): Verdicts
}

const app = { openai: '7.57.0', zod: '4.6.7' }

export const peerTools: readonly PeerTool[] = [
  {
    name: 'vitest + openai + p-limit',
    packages: { vitest: '5.1.1', ...app, 'p-limit': '7.3.3' },
    files: { 'tickets.test.mjs': 'vitest.mjs', 'vitest.config.mjs': 'vitest-config.mjs' },
    args: ['node_modules/vitest/vitest.mjs', 'run'],
    verdicts: countTests,
  },
  {
    name: 'vitest-evals',
    packages: { 'vitest-evals': '0.16.1', vitest: '4.1.12', ...app },
    files: { 'tickets.test.mjs': 'vitest-evals.mjs', 'vitest.config.mjs': 'vitest-config.mjs' },
    args: ['node_modules/vitest/vitest.mjs', 'run'],
    verdicts: countTests,
  },
  {
    name: 'evalite',
    packages: { evalite: '0.19.0', vitest: '4.1.12', ...app },
    files: { 'tickets.eval.ts': 'evalite.mjs', 'evalite.config.ts': 'evalite-config.mjs' },
    args: ['node_modules/evalite/dist/bin.js', 'run'],
    addon: 'better-sqlite3',
    keeps: 'node_modules/.evalite',
    verdicts: (_output, dir) => countScores(join(dir, 'node_modules/.evalite/cache.sqlite')),
  },
]

/** From the last lines of Vitest's default reporter. */
export function countTests(output: string): Verdicts {
  const [, line = ''] = /^\s*Tests\s+(.*)$/m.exec(output) ?? []
  const count = (word: string) => Number(new RegExp(`(\\d+) ${word}`).exec(line)?.[1] ?? 0)
  return { passed: count('passed'), failed: count('failed') }
}
