import type { Case } from '../../core/case.ts'
import type { CaseResult } from '../../core/case-result.ts'
import { createRandom } from '../../core/random.ts'
import { computeMetrics } from '../../evaluate/compute-metrics.ts'
import { chanceToWin, type Stratum } from './chance.ts'
import { canStillWin, imagine, type Race } from './outlook.ts'

/** A challenger with a smaller chance to end ahead than this is out. */
const leastChance = 0.07

/** The share of all rows that is asked at the same time, by the chance to end ahead: the nearer the end may be, the fewer. */
const waves = [
  { chance: 0.5, share: 1 / 5 },
  { chance: 0.2, share: 1 / 10 },
  { chance: 0, share: 1 / 30 },
]
const leastWave = 5

export interface RaceRows {
  /** The rows to ask. */
  readonly rows: readonly Case[]
  /** How both did on other rows, which tells something of the chances. */
  readonly elsewhere: { readonly challenger: readonly CaseResult[]; readonly best: readonly CaseResult[] }
  /** Draws the order. */
  readonly seed: number
  /** Asks rows; `undefined` when the tuning is stopped. */
  ask(rows: readonly Case[]): Promise<readonly CaseResult[] | undefined>
}

/** How a race ended: with all rows asked, or before, since the challenger was out; `stopped` from outside. */
export interface RaceEnd {
  readonly results: readonly CaseResult[]
  readonly end: 'whole' | 'out' | 'stopped'
}

/**
 * Asks a challenger row after row, in waves, until it is certain or all but certain that it does not end ahead of the best prompt. A
 * challenger that is ahead is always asked all rows. First come the rows on which the best prompt failed, or those on which it passed,
 * whichever are fewer, since the one sort bounds what the other one can bring; rows of one sort come by lot. Which rows are asked
 * depends on the answers alone, not on the order in which they arrive.
 */
export async function runRace(race: Race, { rows, elsewhere, seed, ask }: RaceRows): Promise<RaceEnd> {
  const order = orderRows(race, rows, seed)
  const odds = oddsOf(race, elsewhere)
  const seen: CaseResult[] = []
  while (seen.length < order.length) {
    const rest = order.slice(seen.length)
    const chance = canStillWin(race, seen, rest) ? odds(seen, rest) : 0
    if (chance < leastChance) return { results: seen, end: 'out' }
    const share = waves.find((wave) => chance >= wave.chance)?.share ?? 1
    const results = await ask(rest.slice(0, Math.max(leastWave, Math.ceil(rows.length * share))))
    if (!results) return { results: seen, end: 'stopped' }
    seen.push(...results)
  }
  return { results: seen, end: 'whole' }
}

type Sort = 'failed' | 'passed'

function sortOf({ verdict }: Pick<CaseResult, 'verdict'>): Sort | undefined {
  return verdict === 'failed' || verdict === 'passed' ? verdict : undefined
}

function orderRows({ best }: Race, rows: readonly Case[], seed: number): Case[] {
  const sorts = new Map(best.dev.results.map((result) => [result.id, sortOf(result)]))
  const drawn = createRandom(`race ${seed}`).shuffle(rows)
  const of = (sort: Sort | undefined) => drawn.filter(({ id }) => sorts.get(id) === sort)
  const [failed, passed] = [of('failed'), of('passed')]
  // What the best prompt was not judged on counts for neither.
  return [
    ...(failed.length <= passed.length ? [...failed, ...passed] : [...passed, ...failed]),
    ...of(undefined),
  ]
}

/** The chance to end ahead, given the rows seen and the rest. */
function oddsOf(race: Race, elsewhere: RaceRows['elsewhere']) {
  const { best, challenger, objective, weights } = race
  // The sum of all costs is in the objective, and not their mean.
  if (weights.cost !== 0) return () => 1
  const worthOf = (result: CaseResult, length: number) => objective(computeMetrics([result]), length)
  const values = new Map(best.dev.results.map((result) => [result.id, worthOf(result, best.length)]))
  const known = new Map<string, number>()
  const differences = (results: readonly CaseResult[]) =>
    results.flatMap((result) => {
      const was = values.get(result.id) ?? null
      const is = known.get(result.id) ?? worthOf(result, challenger.length)
      if (was === null || is === null) return []
      known.set(result.id, is)
      return [is - was]
    })
  const sorts = new Map(best.dev.results.map((result) => [result.id, sortOf(result)]))
  const before = new Map(elsewhere.best.map((result) => [result.id, result]))
  const others = elsewhere.challenger.flatMap((result) => {
    const was = before.get(result.id)
    const [from, to] = [was && worthOf(was, best.length), worthOf(result, challenger.length)]
    const sort = was && sortOf(was)
    return sort === undefined || typeof from !== 'number' || to === null ? [] : [{ sort, change: to - from }]
  })
  const extremeOf = (sort: Sort) => {
    const one = best.dev.results.find((result) => sortOf(result) === sort)
    const names = one?.scores.map(({ name }) => name) ?? []
    const end = one && imagine(one, names, weights, sort === 'failed' ? 'best' : 'worst')
    const [to, from] = [end && worthOf(end, challenger.length), one && worthOf(one, best.length)]
    return typeof to === 'number' && typeof from === 'number' ? to - from : 0
  }
  const extremes = { failed: extremeOf('failed'), passed: extremeOf('passed') }

  return (seen: readonly CaseResult[], rest: readonly Case[]): number => {
    const stratum = (sort: Sort): Stratum => ({
      seen: differences(seen.filter(({ id }) => sorts.get(id) === sort)),
      elsewhere: others.flatMap((other) => (other.sort === sort ? [other.change] : [])),
      open: rest.filter(({ id, skip }) => !skip && sorts.get(id) === sort).length,
      extreme: extremes[sort],
    })
    return chanceToWin([stratum('failed'), stratum('passed')])
  }
}
