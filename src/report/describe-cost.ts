import type { SuiteReport } from '../core/run-report.ts'
import { modelRoles } from '../core/usage.ts'
import { formatDollars } from './format-number.ts'

/** `0.42 US dollars: target 0.40, critic 0.02`; nothing where no price is known. */
export function describeCost(costs: SuiteReport['costs'] = {}): string | undefined {
  const parts = modelRoles.flatMap((role) => {
    const dollars = costs[role]
    return dollars === undefined ? [] : [{ role, dollars }]
  })
  const known = parts.flatMap(({ dollars }) => dollars ?? [])
  if (known.length === 0) return undefined
  const sum = known.reduce((total, dollars) => total + dollars, 0)
  const atLeast = known.length < parts.length ? 'at least ' : ''
  const byRole = parts.map(({ role, dollars }) => `${role} ${formatDollars(dollars)}`).join(', ')
  return `${atLeast}${formatDollars(sum)} US dollars${parts.length > 1 ? `: ${byRole}` : ''}`
}
