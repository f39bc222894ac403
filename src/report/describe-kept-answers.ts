import { countNoun } from '../core/count-noun.ts'
import { groupDigits } from '../core/group-digits.ts'
import { addUsage, noUsage, type UsageByRole } from '../core/usage.ts'
import { formatDollars, formatPercent, formatTokens } from './format-number.ts'

/**
 * What was answered without a call: `300 of 426 answers from the cache (70%), which saves 81k tokens, 0.42 US dollars`, `426 answers replayed`.
 *
 * @param saved US dollars; not told where they are not known
 */
export function describeKeptAnswers(usage: UsageByRole, saved: number | null | undefined): string[] {
  const sum = Object.values(usage).reduce(addUsage, noUsage)
  const { calls, cached = noUsage, replayed = noUsage } = sum
  const answers = calls + cached.calls + replayed.calls
  const said: string[] = []
  if (cached.calls > 0) {
    const tokens = formatTokens(cached.inputTokens + cached.outputTokens)
    const money = typeof saved === 'number' ? `, ${formatDollars(saved)} US dollars` : ''
    const share = formatPercent(cached.calls / answers, 0)
    said.push(
      `${groupDigits(cached.calls)} of ${countNoun(answers, 'answer')} from the cache (${share}), which saves ${tokens} tokens${money}`,
    )
  }
  if (replayed.calls > 0) {
    const rest = answers > replayed.calls ? `${groupDigits(replayed.calls)} of ` : ''
    said.push(`${rest}${countNoun(answers, 'answer')} replayed`)
  }
  return said
}
