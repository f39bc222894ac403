import { addUsageByRole, modelRoles, type UsageByRole } from '../core/usage.ts'

/** Sums what all calls of a tuning cost. */
export interface UsageMeter {
  add(usage: UsageByRole): void
  total(): UsageByRole
  /** Answered calls and tokens, all roles together. */
  sums(): { calls: number; tokens: number }
}

export function createUsageMeter(): UsageMeter {
  let total: UsageByRole = {}
  return {
    add(usage) {
      total = addUsageByRole(total, usage)
    },
    total: () => total,
    sums() {
      let calls = 0
      let tokens = 0
      for (const usage of Object.values(total)) {
        calls += usage.calls
        tokens += usage.inputTokens + usage.outputTokens
      }
      return { calls, tokens }
    },
  }
}

/** Of two accounts of the same calls the fuller one, role by role. */
export function mostUsage(a: UsageByRole, b: UsageByRole): UsageByRole {
  return Object.fromEntries(
    modelRoles.flatMap((role) => {
      const most = (a[role]?.calls ?? 0) >= (b[role]?.calls ?? 0) ? a[role] : b[role]
      return most ? [[role, most]] : []
    }),
  )
}
