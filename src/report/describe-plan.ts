import { countNoun } from '../core/count-noun.ts'
import { groupDigits } from '../core/group-digits.ts'
import type { Budget } from '../core/options.ts'
import { type Amount, modelRoles, noUsage, type UsageByRole } from '../core/usage.ts'
import { oneLine } from './escape-control.ts'
import { formatDollars, formatTokens } from './format-number.ts'

/** What a suite is about to ask. */
export interface RunPlan {
  readonly suite: string
  /** Answers that stand in the cache or in a recording, beside what is expected. */
  readonly held: number
  /** Of the target's calls, those of variants at most; and what paraphrases take of the critic. */
  readonly ofVariants?: number | undefined
  readonly paraphrases?: number | undefined
  /** Calls and tokens by role; those of the target at most. */
  readonly expected: UsageByRole
  /** Does a last run tell of the answers and of the other roles? */
  readonly known: boolean
  /** `null`, `undefined`: not known. */
  readonly dollars: number | null | undefined
  readonly budget: Budget
}

/**
 * `ticket triage: up to 5,000 calls beside 800 kept answers, about 1.2M tokens in; by the last run 300k tokens out, judge 5,000 calls
 * with 2.1M tokens, critic 310 calls with 400k tokens, 4.80 US dollars in all; retries come on top`
 */
export function describePlan(plan: RunPlan): string {
  const { suite, held, ofVariants = 0, paraphrases = 0, expected, known, dollars, budget } = plan
  const { target = noUsage, ...others } = expected
  const name = oneLine(suite, 200)
  if (target.calls === 0)
    return `${name}: the target is asked nothing, its ${countNoun(held, 'answer')} are kept`
  const asked = [
    `${name}: up to ${countNoun(target.calls, 'call')}${describeVariants(ofVariants, paraphrases)}${held > 0 ? ` beside ${countNoun(held, 'kept answer')}` : ''}`,
    `about ${formatTokens(target.inputTokens)} tokens in`,
  ]
  const before = [
    `by the last run ${formatTokens(target.outputTokens)} tokens out`,
    ...modelRoles.flatMap((role) => describeRole(role, role === 'target' ? undefined : others[role])),
    ...(typeof dollars === 'number' ? [`${formatDollars(dollars)} US dollars in all`] : []),
  ]
  const rest = known
    ? `${before.join(', ')}; retries come on top`
    : 'answers, judge and diagnosis come on top, which only a last run can tell'
  const over = isOver(Object.values(expected), dollars ?? 0, budget)
  return `${asked.join(', ')}; ${rest}${over ? '. That is more than the budget of the run' : ''}`
}

function describeVariants(calls: number, paraphrases: number): string {
  if (calls === 0) return ''
  const restated = paraphrases > 0 ? `, beside ${countNoun(paraphrases, 'paraphrase')}` : ''
  return ` (${groupDigits(calls)} for variants${restated}, less what is kept of those)`
}

function describeRole(role: string, used: Amount | undefined): string[] {
  return used && used.calls > 0
    ? [`${role} ${countNoun(used.calls, 'call')} with ${formatTokens(tokensOf(used))} tokens`]
    : []
}

function isOver(used: readonly Amount[], dollars: number, { calls, tokens, usd }: Budget): boolean {
  const sum = (of: (one: Amount) => number) => used.reduce((total, one) => total + of(one), 0)
  const amounts = [
    [sum((one) => one.calls), calls],
    [sum(tokensOf), tokens],
    [dollars, usd],
  ] as const
  return amounts.some(([amount, most]) => amount > (most ?? Number.POSITIVE_INFINITY))
}

const tokensOf = ({ inputTokens, outputTokens }: Amount) => inputTokens + outputTokens
