import { addUsage, noUsage, type UsageByRole } from '../core/usage.ts'
import { formatDollars, formatPercent, formatTokens, plural } from './format-number.ts'

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
      `${cached.calls} of ${plural(answers, 'answer')} from the cache (${share}), which saves ${tokens} tokens${money}`,
    )
  }
  if (replayed.calls > 0) {
    const rest = answers > replayed.calls ? ` of ${answers}` : ''
    said.push(`${replayed.calls}${rest} ${answers === 1 ? 'answer' : 'answers'} replayed`)
  }
  return said
}
