import type { CaseResult } from '../../core/case-result.ts'
import type { RunContext } from '../run-context.ts'
import { isBetter } from '../select-prompt.ts'
import { leadOf } from './lead.ts'
import { pace } from './pace.ts'
import type { Trial } from './trial.ts'

export interface PartRace {
  readonly challenger: Trial
  readonly best: Trial
  /** Dev rows at most. */
  readonly rows: number
  readonly iteration: number
}

/**
 * Asks both prompts the same dev rows, wave after wave, until one leads by enough or all rows of the part are known: then the better
 * objective on them decides. `undefined` when the tuning was stopped meanwhile.
 */
export async function racePart(
  { challenger, best, rows, iteration }: PartRace,
  context: RunContext,
): Promise<'won' | 'lost' | undefined> {
  const { input, objective } = context
  const all = Math.min(rows, input.cases.dev.length)
  for (let asked = Math.min(pace.wave, all); ; asked = Math.min(all, asked + pace.wave)) {
    const both = await Promise.all([
      best.ask('dev', asked, iteration),
      challenger.ask('dev', asked, iteration),
    ])
    if (both.includes(false)) return undefined
    const [ahead, behind] = [answersOf(challenger, asked), answersOf(best, asked)]
    const lead = leadOf(ahead, behind, input)
    const decisive = asked >= Math.min(pace.leastDev, all)
    if (decisive && lead <= -pace.beaten) return 'lost'
    if (asked < all && !(decisive && lead >= pace.ahead)) continue
    const contender = ({ prompt, length }: Trial, results: readonly CaseResult[]) => ({
      prompt,
      length,
      dev: { results },
    })
    // A lead may not outweigh its cost.
    const won = isBetter(
      contender(challenger, ahead.results),
      contender(best, behind.results),
      input.prompt,
      objective,
    )
    return won ? 'won' : 'lost'
  }
}

function answersOf({ results, length }: Trial, rows: number) {
  return { results: results('dev').slice(0, rows), length }
}
