import { z } from 'zod'

/** Who a model call was made for. */
export const modelRoles = ['target', 'critic', 'optimizer', 'embedder', 'judge'] as const

export const modelRoleSchema = z.enum(modelRoles)

export type ModelRole = z.output<typeof modelRoleSchema>

/** What calls cost: number of answered calls, and tokens as the provider counts them. */
export const usageSchema = z.object({
  calls: z.int().min(0),
  inputTokens: z.number().min(0),
  outputTokens: z.number().min(0),
})

export type Usage = z.output<typeof usageSchema>

export const noUsage: Usage = { calls: 0, inputTokens: 0, outputTokens: 0 }

export function addUsage(a: Usage, b: Usage): Usage {
  return {
    calls: a.calls + b.calls,
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
  }
}

/** Usage kept apart by role; a role that made no call is absent. */
export const usageByRoleSchema = z.partialRecord(modelRoleSchema, usageSchema)

export type UsageByRole = z.output<typeof usageByRoleSchema>

export function addUsageByRole(a: UsageByRole, b: UsageByRole): UsageByRole {
  const sum: UsageByRole = { ...a }
  for (const role of modelRoles) {
    const more = b[role]
    if (more) sum[role] = addUsage(sum[role] ?? noUsage, more)
  }
  return sum
}
