import { countNoun } from '../core/count-noun.ts'
import type { Stop } from '../core/tune-result.ts'
import { addUsage, addUsageByRole, noUsage, type Usage, type UsageByRole } from '../core/usage.ts'
import { dollarsOf } from './dollars.ts'
import type { Answerer } from './resume/call-log.ts'
import type { TuneInput } from './tune-input.ts'

/** What a run has taken, and what its budget still allows. */
export interface BudgetMeter {
  /** Takes one more call into account; or says why it may not begin. */
  begin(): Stop | undefined
  /** A call that began has ended; says why no other one may begin. */
  end(by: Answerer, usage: Usage): Stop | undefined
  /** A call that an earlier process paid for. */
  count(by: Answerer, usage: Usage): void
  /** All model calls of this run, those of earlier processes too. */
  spent(): UsageByRole
  /** Milliseconds until its minutes are over. */
  timeLeft(): number | undefined
  /**
   * Keeps rows back besides those of the test split: the first of these numbers that leaves half of the budget free together with
   * the test split; none by default.
   */
  keepBack(rows: readonly number[]): void
  /** Is there room for so many rows, and for what is kept back beside them? */
  affords(rows: number): boolean
  /** The test split is to be read, so that nothing is kept back any more: so many rows are not answered yet. Says why it cannot be. */
  openTest(rows: number): string | undefined
}

const units = ['calls', 'tokens', 'usd'] as const

type Amount = Readonly<Record<(typeof units)[number], number>>

const nothing: Amount = { calls: 0, tokens: 0, usd: 0 }

/**
 * Counts against `options.budget`: answered model calls and those of the suite's own target, tokens, US dollars, minutes. What
 * the test split will take for two prompts, by what a case took so far, is kept back, unless that is more than half of it all; so are
 * other rows that are asked for at the end (see `keepBack`).
 *
 * @param elapsed milliseconds that the run has taken, in earlier processes too
 * @throws RetuneError `TUNE_UNKNOWN_PRICE` for a budget in dollars when a model has no price
 */
export function createBudgetMeter(input: TuneInput, elapsed: () => number): BudgetMeter {
  const { budget } = input.options
  const limited = units.filter((unit) => budget[unit] !== undefined)
  const dollars = budget.usd === undefined ? () => 0 : dollarsOf(input)
  const testRows = input.cases.test.filter(({ skip }) => !skip).length
  let spent: UsageByRole = {}
  let functions = 0
  let pending = 0
  let keeping = true
  let sets: readonly number[] = []

  const amountOf = (usage: UsageByRole): Amount => {
    const sum = Object.values(usage).reduce(addUsage, noUsage)
    return {
      calls: sum.calls + functions,
      tokens: sum.inputTokens + sum.outputTokens,
      usd: dollars(usage),
    }
  }

  /** What this many more cases will take, by those so far. */
  const forecast = (rows: number): Amount => {
    const { target = noUsage, judge = noUsage } = spent
    const asked = target.calls + functions
    if (asked === 0) return { ...nothing, calls: rows }
    const { calls, tokens, usd } = amountOf({ target, judge })
    return {
      calls: Math.ceil((calls * rows) / asked),
      tokens: (tokens * rows) / asked,
      usd: (usd * rows) / asked,
    }
  }

  const kept = (): Amount => {
    if (!keeping) return nothing
    const fits = [...sets, 0]
      .map((rows) => forecast(2 * testRows + rows))
      .find((amount) => limited.every((unit) => 2 * amount[unit] <= (budget[unit] ?? 0)))
    return fits ?? nothing
  }

  const timeLeft = () => (budget.minutes === undefined ? undefined : budget.minutes * 60_000 - elapsed())

  /** @param begun calls that have not ended */
  const shortage = (begun: number): Stop | undefined => {
    if ((timeLeft() ?? 1) <= 0) {
      return { code: 'budget', reason: `The budget of ${show('minutes', budget.minutes ?? 0)} is used up.` }
    }
    if (limited.length === 0) return undefined
    const [ended, test] = [amountOf(spent), kept()]
    // What the others will have taken is not known yet.
    const now = { ...ended, calls: ended.calls + begun }
    const short = limited.find((unit) => now[unit] + test[unit] >= (budget[unit] ?? 0))
    if (short === undefined) return undefined
    const what = sets.length > 0 ? 'the last numbers' : 'the test split'
    const back = test[short] > 0 ? `, and ${show(short, test[short])} kept for ${what}` : ''
    return {
      code: 'budget',
      reason: `The budget of ${show(short, budget[short] ?? 0)} is used up: ${show(short, now[short])} taken${back}.`,
    }
  }

  const count = (by: Answerer, usage: Usage) => {
    if (by === 'function') functions += usage.calls
    else spent = addUsageByRole(spent, { [by]: usage })
  }

  return {
    begin() {
      const stop = shortage(pending)
      if (!stop) pending += 1
      return stop
    },
    end(by, usage) {
      pending -= 1
      count(by, usage)
      return shortage(0)
    },
    count,
    spent: () => spent,
    timeLeft,
    keepBack(rows) {
      sets = rows
    },
    affords(rows) {
      const [now, back, more] = [amountOf(spent), kept(), forecast(rows)]
      return limited.every((unit) => now[unit] + back[unit] + more[unit] <= (budget[unit] ?? 0))
    },
    openTest(rows) {
      keeping = false
      const [now, test] = [amountOf(spent), forecast(rows)]
      const short = limited.find((unit) => now[unit] + test[unit] > (budget[unit] ?? 0))
      if (short === undefined) return undefined
      const left = Math.max(0, (budget[short] ?? 0) - now[short])
      return `The test split was not read: it takes about ${show(short, test[short])}, and the budget has ${show(short, left)} left.`
    },
  }
}

function show(unit: (typeof units)[number] | 'minutes', amount: number): string {
  if (unit === 'usd') return `$${amount.toFixed(amount < 1 ? 4 : 2)}`
  const number = Math.round(unit === 'minutes' ? amount * 100 : amount) / (unit === 'minutes' ? 100 : 1)
  return countNoun(number, unit.slice(0, -1))
}
