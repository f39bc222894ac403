import type { CaseError } from '../../core/case-result.ts'
import { countNoun } from '../../core/count-noun.ts'
import type { Budget } from '../../core/options.ts'

/** What calls took. */
export interface Spent {
  readonly calls: number
  readonly tokens: number
  readonly usd: number
}

/** Lets calls begin as long as the budget of a run lasts. */
export interface RunBudget {
  /** Waits where only calls under way can tell; gives the error of a call that may not begin. Each `undefined` is followed by `end`. */
  begin(): Promise<CaseError | undefined>
  end(spent: Spent): void
  /** Aborted when the budget is used up: what waits for its turn then is to be dropped. */
  readonly over: AbortSignal
  /** The error of all further calls; `undefined` while the budget lasts. */
  refusal(): CaseError | undefined
}

/** @param kind `not-asked` where it is not known whether anything is left */
export function budgetRefusal(reason: string, kind: 'budget' | 'not-asked' = 'budget'): CaseError {
  return { kind, message: `Not asked: ${reason}.` }
}

const units = ['calls', 'tokens', 'usd'] as const

/** The budget where it is kept. */
export interface KeptBudget extends RunBudget {
  /** What is used up: `the budget of 30 calls is used up`. */
  reason(): string | undefined
  /** Lets go of the clock. */
  close(): void
}

/** Calls are never overspent, tokens and dollars by little more than the calls under way. The minutes begin at once. */
export function createRunBudget(budget: Budget): KeptBudget {
  const over = new AbortController()
  const spent = { calls: 0, tokens: 0, usd: 0 }
  const waiting: ((refusal: CaseError | undefined) => void)[] = []
  let pending = 0
  let reason: string | undefined
  let refusal: CaseError | undefined

  const exhaust = (unit: (typeof units)[number] | 'minutes') => {
    if (refusal) return
    reason = `the budget of ${show(unit, budget[unit] ?? 0)} is used up`
    refusal = budgetRefusal(reason)
    for (const refuse of waiting.splice(0)) refuse(refusal)
    over.abort()
  }
  const { minutes } = budget
  const timer = minutes === undefined ? undefined : setTimeout(() => exhaust('minutes'), minutes * 60_000)
  timer?.unref()

  const free = () => spent.calls + pending < (budget.calls ?? Number.POSITIVE_INFINITY)

  return {
    begin() {
      if (refusal) return Promise.resolve(refusal)
      if (!free()) return new Promise((resolve) => waiting.push(resolve))
      pending += 1
      return Promise.resolve(undefined)
    },
    end(more) {
      pending -= 1
      for (const unit of units) spent[unit] += more[unit]
      const short = units.find((unit) => spent[unit] >= (budget[unit] ?? Number.POSITIVE_INFINITY))
      if (short !== undefined) exhaust(short)
      while (waiting.length > 0 && free()) {
        pending += 1
        waiting.shift()?.(undefined)
      }
    },
    over: over.signal,
    refusal: () => refusal,
    reason: () => reason,
    close: () => clearTimeout(timer),
  }
}

export function isLimited({ calls, tokens, usd, minutes }: Budget): boolean {
  return [calls, tokens, usd, minutes].some((limit) => limit !== undefined)
}

function show(unit: (typeof units)[number] | 'minutes', amount: number): string {
  if (unit === 'usd') return `${amount} US dollars`
  return countNoun(Number(amount.toFixed(6)), unit.slice(0, -1))
}
