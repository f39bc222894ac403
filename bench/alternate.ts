import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Measured, measure } from './measure.ts'

/** One side of a comparison. */
export interface Side {
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  /** What the output must show, so that no broken run counts as a quick one. */
  readonly expects: RegExp
  /** May answers of earlier runs be used? Default: the cache is empty. */
  readonly warm?: boolean
}

/** Rounds A B A B ..., so that a slow moment of the machine hits both sides. */
export async function alternate(rounds: number, sides: readonly Side[]): Promise<Measured[]> {
  const runs: Measured[][] = sides.map(() => [])
  for (let round = 0; round < rounds; round++) {
    for (const [index, { args, cwd, env, expects, warm }] of sides.entries()) {
      if (!warm) await rm(join(cwd, '.prompt-retune/cache'), { recursive: true, force: true })
      const run = await measure(args, cwd, env)
      if (!expects.test(run.output))
        throw new Error(`${args.join(' ')} did not show ${expects}:\n${run.output}`)
      process.stderr.write(
        `  ${args.join(' ')}: wall ${run.wall.toFixed(2)} s, CPU ${run.cpu.toFixed(2)} s, peak ${run.peak.toFixed(0)} MB\n`,
      )
      runs[index]?.push(run)
    }
  }
  return runs.map(medianRun)
}

/** Of wall and CPU the median, of memory the most. */
export function medianRun(runs: readonly Measured[]): Measured {
  const [first] = runs
  if (!first) throw new Error('no run')
  return {
    ...first,
    wall: median(runs.map(({ wall }) => wall)),
    cpu: median(runs.map(({ cpu }) => cpu)),
    peak: Math.max(...runs.map(({ peak }) => peak)),
    sum: Math.max(...runs.map(({ sum }) => sum)),
  }
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2
}
