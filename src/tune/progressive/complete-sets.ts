import { measureNoise } from '../measure-noise.ts'
import type { RunContext } from '../run-context.ts'
import { isBetter } from '../select-prompt.ts'
import { measureTrial } from './measure-trial.ts'
import type { Trial } from './trial.ts'

const splits = ['dev', 'optimization'] as const

/** Rows of a split that are open for seed and winner together. */
function openRows(split: (typeof splits)[number], trials: readonly Trial[], { input }: RunContext): number {
  const all = input.cases[split].length
  return trials.reduce((sum, trial) => sum + all - trial.results(split).length, 0)
}

/** Keeps back what the whole-set numbers will take: all of them, or those of dev, as far as the budget has room. */
export function keepForSets(seed: Trial, best: Trial, context: RunContext): void {
  const trials = distinct(seed, best)
  // With the seed ahead so far, the winner will be another one.
  const other = best === seed ? context.input.cases : { dev: [], optimization: [] }
  const dev = openRows('dev', trials, context) + other.dev.length
  const optimization = openRows('optimization', trials, context) + other.optimization.length
  context.budget.keepBack([dev + optimization, dev])
}

/**
 * Asks seed and winner all rows of dev and of optimization, as far as the budget has room for it, which is noted where it has not.
 *
 * @returns the winner on all rows of dev: the seed, where the other one is not ahead of it there
 */
export async function completeSets(
  { seed, best, iteration }: { readonly seed: Trial; readonly best: Trial; readonly iteration: number },
  context: RunContext,
) {
  const { notes, stops } = context
  if (stops.reason()?.code === 'interrupted') return { best, noise: undefined }
  stops.renew()
  context.budget.keepBack([])
  const measured = (trial: Trial) => measureTrial(trial, { report: undefined }, context)
  let winner = best
  const whole = await complete('dev', distinct(seed, best), iteration, context)
  if (whole && best !== seed && !isBetter(measured(best), measured(seed), seed.prompt, context.objective)) {
    winner = seed
    notes.push(
      `Iteration ${best.iteration} was ahead on the dev rows that decided, but it is not on all of them: the seed prompt stays.`,
    )
  }
  await complete('optimization', distinct(seed, winner), iteration, context)
  const noise = stops.reason() ? undefined : await measureNoise(measured(seed), context)
  return { best: winner, noise }
}

async function complete(
  split: (typeof splits)[number],
  trials: readonly Trial[],
  iteration: number,
  context: RunContext,
): Promise<boolean> {
  const { budget, history, journal, input, notes, stops } = context
  const rows = openRows(split, trials, context)
  if (rows === 0) return true
  const stopped = stops.reason()
  if (stopped) {
    notes.push(`${tellPart(split, trials, context)}. ${stopped.reason}`)
    return false
  }
  if (!history.completed(split) && !budget.affords(rows)) {
    notes.push(`${tellPart(split, trials, context)}: the budget has no room for the rest.`)
    return false
  }
  await journal.append({ type: 'completion', iteration, split, rows })
  context.emit({ type: 'phase', text: `asking the other ${rows} ${split} rows of seed and winner` })
  const done = await Promise.all(
    trials.map((trial) => trial.ask(split, input.cases[split].length, iteration)),
  )
  for (const trial of trials) await trial.record(split, iteration)
  if (!done.includes(false)) return true
  notes.push(`${tellPart(split, trials, context)}. ${stops.reason()?.reason ?? ''}`.trim())
  return false
}

function tellPart(split: string, trials: readonly Trial[], { input }: RunContext): string {
  const [all, name] =
    split === 'dev' ? [input.cases.dev.length, 'dev'] : [input.cases.optimization.length, 'optimization']
  const rows = trials.map((trial) => trial.results(name === 'dev' ? 'dev' : 'optimization').length)
  return `The ${name} numbers are of ${rows.join(' and ')} of ${all} rows`
}

function distinct(seed: Trial, best: Trial): Trial[] {
  return seed === best ? [seed] : [seed, best]
}
