import { countNoun } from '../core/count-noun.ts'
import { groupDigits } from '../core/group-digits.ts'
import { addUsage, modelRoles, noUsage, type UsageByRole } from '../core/usage.ts'
import { formatTokens } from './format-number.ts'

/** `81k tokens in 240 calls`, `81k tokens in 240 calls (200 in batches)`, and by role when more than the target was asked; nothing when nobody was. */
export function describeUsage(usage: UsageByRole): string | undefined {
  const parts = modelRoles.flatMap((role) => {
    const used = usage[role]
    return used && used.calls > 0 ? [{ role, used }] : []
  })
  if (parts.length === 0) return undefined
  const total = parts.reduce((sum, { used }) => addUsage(sum, used), noUsage)
  const batched = total.batched ? ` (${groupDigits(total.batched.calls)} in batches)` : ''
  const whole = `${formatTokens(total.inputTokens + total.outputTokens)} tokens in ${countNoun(total.calls, 'call')}${batched}`
  if (parts.every(({ role }) => role === 'target')) return whole
  const byRole = parts.map(
    ({ role, used }) => `${role} ${formatTokens(used.inputTokens + used.outputTokens)}`,
  )
  return `${whole}: ${byRole.join(', ')}`
}
