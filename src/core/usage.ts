import { z } from 'zod'

/** Who a model call was made for. */
export const modelRoles = ['target', 'critic', 'optimizer', 'embedder', 'judge'] as const

export const modelRoleSchema = z.enum(modelRoles)

export type ModelRole = z.output<typeof modelRoleSchema>

const amountSchema = z.object({
  calls: z.int().min(0),
  inputTokens: z.number().min(0),
  outputTokens: z.number().min(0),
})

/** Number of answered calls, and tokens as the provider counts them. */
export type Amount = z.output<typeof amountSchema>

/** What calls cost. What was answered without a call is not in the numbers themselves. */
export const usageSchema = amountSchema.extend({
  /** Of the numbers themselves, what was answered in batches: it has a price of its own. */
  batched: amountSchema.optional(),
  /** What answers from the response cache had cost when they were asked for. */
  cached: amountSchema.optional(),
  /** The same for answers from recordings. */
  replayed: amountSchema.optional(),
})

export type Usage = z.output<typeof usageSchema>

export const noUsage: Usage = { calls: 0, inputTokens: 0, outputTokens: 0 }

const apart = ['batched', 'cached', 'replayed'] as const

export function addUsage(a: Usage, b: Usage): Usage {
  const sum: Usage = addAmounts(a, b)
  for (const part of apart) {
    const [one, other] = [a[part], b[part]]
    if (one || other) sum[part] = addAmounts(one ?? noUsage, other ?? noUsage)
  }
  return sum
}

function addAmounts(a: Amount, b: Amount): Amount {
  return {
    calls: a.calls + b.calls,
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
  }
}

/** What all answers take where they have to be asked for, those that were kept too. */
export function wholeUsage({ cached = noUsage, replayed = noUsage, batched: _, ...paid }: Usage): Usage {
  return addAmounts(addAmounts(paid, cached), replayed)
}

/** Was anything answered, with or without a call? */
export function isUsed({ calls, cached, replayed }: Usage): boolean {
  return calls > 0 || cached !== undefined || replayed !== undefined
}

/** What answers from the response cache would have cost, as usage. */
export function cachedUsage(usage: UsageByRole): UsageByRole {
  return Object.fromEntries(
    Object.entries(usage).flatMap(([role, { cached }]) => (cached ? [[role, cached]] : [])),
  )
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
