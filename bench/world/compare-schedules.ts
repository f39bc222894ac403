import type { z } from 'zod'
import type { tuneOptionsSchema } from '../../src/core/options.ts'
import type { Target } from '../table.ts'
import { makeWorld, usualWorld } from './make-world.ts'
import { tuneInWorld, type WorldRun } from './tune-world.ts'

const seeds = [1, 2, 3, 4, 5]
/** Of the gain of the best prompt there could be. */
const enough = 0.9

/** The ways to tune that are compared; each goes on however long nothing is gained. */
const arms: Readonly<Record<string, z.input<typeof tuneOptionsSchema>>> = {
  full: { iterations: 20, patience: 20 },
  random: { strategy: 'random', iterations: 12, patience: 12 },
}

/**
 * A simulated world with many overlapping failure modes and an optimizer that makes mistakes: how many calls of the target each
 * way to tune takes until the best prompt that it knows of has 90 % of the gain that could be attained.
 */
export async function world(): Promise<Target[]> {
  const calls = new Map<string, (number | undefined)[]>()
  for (const [name, tune] of Object.entries(arms)) {
    for (const seed of seeds) {
      const run = await tuneInWorld(makeWorld({ ...usualWorld, seed }), tune)
      const taken = run.standings.find(({ best }) => best >= enough)?.calls
      calls.set(name, [...(calls.get(name) ?? []), taken])
      process.stderr.write(`  simulated world ${seed}, ${name}: ${describe(run, taken)}\n`)
    }
  }
  return [{ title: 'simulated world', ...medianOf('full', calls.get('full') ?? []) }]
}

function medianOf(name: string, calls: readonly (number | undefined)[]) {
  const sorted = calls.map((count) => count ?? Number.POSITIVE_INFINITY).sort((a, b) => a - b)
  return {
    figure: `${name}: calls of the target to 90 % of the gain, median of ${calls.length} worlds`,
    ours: sorted[Math.floor(sorted.length / 2)] ?? Number.POSITIVE_INFINITY,
    unit: 'calls' as const,
  }
}

function describe({ standings, calls, devCalls, gain, result }: WorldRun, taken: number | undefined): string {
  const share = (values: readonly (number | null)[], which: (step: number) => boolean) => {
    const steps = values.slice(1).map((value, index) => (value ?? 0) - (values[index] ?? 0))
    return `${Math.round((100 * steps.filter(which).length) / (steps.length || 1))} %`
  }
  const gains = standings.map((standing) => standing.gain)
  const dev = result.iterations.map((iteration) => iteration.dev.score)
  return [
    taken === undefined ? '90 % of the gain not reached' : `90 % of the gain in ${taken} calls of the target`,
    `${Math.round(100 * gain)} % in the end, after ${calls} (${devCalls} on dev)`,
    `${standings.length - 1} revisions, of which ${share(dev, (step) => step < 0)} scored lower on dev and ${share(gains, (step) => step === 0)} changed nothing`,
    `stopped by ${result.stop.code}`,
  ].join('; ')
}
