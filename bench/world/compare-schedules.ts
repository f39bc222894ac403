import type { z } from 'zod'
import type { tuneOptionsSchema } from '../../src/core/options.ts'
import type { Target } from '../table.ts'
import { makeWorld, usualWorld } from './make-world.ts'
import { tuneInWorld, type WorldRun } from './tune-world.ts'

const seeds = [1, 2, 3, 4, 5]
/** Of the gain of the best prompt there could be. */
const enough = 0.9

type Tune = z.input<typeof tuneOptionsSchema>

/** A tuning that goes on until nothing was gained for long. */
const long: Tune = { iterations: 30, patience: 10 }

/** The ways to tune that are compared. */
const arms = {
  full: long,
  'full, raced': { ...long, race: true },
  progressive: { schedule: 'progressive' },
  random: { strategy: 'random', iterations: 12, patience: 12 },
} satisfies Readonly<Record<string, Tune>>

type Arm = keyof typeof arms

/**
 * A simulated world with many overlapping failure modes and an optimizer that makes mistakes: how many calls of the target each
 * way to tune takes until the best prompt that it knows of has 90 % of the gain that could be attained, and what racing saves.
 */
export async function world(): Promise<Target[]> {
  const runs = new Map<Arm, WorldRun[]>()
  for (const seed of seeds) {
    for (const arm of Object.keys(arms).filter((name): name is Arm => name in arms)) {
      const run = await tuneInWorld(makeWorld({ ...usualWorld, seed }), arms[arm])
      runs.set(arm, [...(runs.get(arm) ?? []), run])
      process.stderr.write(`  simulated world ${seed}, ${arm}: ${describe(run)}\n`)
    }
  }
  const of = (arm: Arm) => runs.get(arm) ?? []
  return [
    medianOf('full', of('full')),
    { ...medianOf('progressive', of('progressive')), most: 1_200 },
    medianOf('random', of('random')),
    ...compareRaced(of('full'), of('full, raced')),
  ]
}

const title = 'simulated world'

function callsTo({ standings }: WorldRun): number | undefined {
  return standings.find(({ best }) => best >= enough)?.calls
}

function compareRaced(whole: readonly WorldRun[], raced: readonly WorldRun[]): Target[] {
  const dev = (runs: readonly WorldRun[]) => runs.reduce((sum, { devCalls }) => sum + devCalls, 0)
  const other = whole.filter(({ winner }, index) => winner !== raced[index]?.winner).length
  return [
    {
      title,
      figure: `share of the dev calls that racing saves, over ${whole.length} tunings`,
      ours: 1 - dev(raced) / dev(whole),
      least: 0.3,
    },
    { title, figure: 'tunings that another prompt wins when raced', ours: other, unit: 'seeds', most: 0 },
  ]
}

function medianOf(arm: Arm, runs: readonly WorldRun[]): Target {
  const calls = runs.map((run) => callsTo(run) ?? Number.POSITIVE_INFINITY).sort((a, b) => a - b)
  const ours = calls[Math.floor(calls.length / 2)] ?? Number.POSITIVE_INFINITY
  return {
    title,
    figure: `${arm}: calls of the target to 90 % of the gain, median of ${runs.length}`,
    ours,
    unit: 'calls',
  }
}

function describe(run: WorldRun): string {
  const { standings, calls, devCalls, gain, result } = run
  const taken = callsTo(run)
  const share = (values: readonly (number | null)[], which: (step: number) => boolean) => {
    const known = values.filter((value) => value !== null)
    const steps = known.slice(1).map((value, index) => value - (known[index] ?? 0))
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
