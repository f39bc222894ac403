import type { Vitest } from 'vitest/node'
import type { RunBudgetOptions } from '../../core/options.ts'
import { createRunBudget, isLimited, type KeptBudget } from '../../model/spending/run-budget.ts'

/** The budget of the present run, for this process and, by its port, for the workers. */
export interface OpenRunBudget extends Omit<KeptBudget, 'close'> {
  readonly port: number
  /** A run starts, and with it a new budget. */
  renew(): void
}

export async function openRunBudget(
  vitest: Pick<Vitest, 'onClose'>,
  options: RunBudgetOptions,
): Promise<OpenRunBudget | undefined> {
  if (!isLimited(options)) return undefined
  const { serveBudget } = await import('../../model/spending/serve-budget.ts')
  let current = createRunBudget(options)
  const server = await serveBudget(() => current)
  vitest.onClose(() => {
    current.close()
    server.close()
  })
  return {
    port: server.port,
    renew() {
      current.close()
      current = createRunBudget(options)
    },
    begin: () => current.begin(),
    end: (spent) => current.end(spent),
    get over() {
      return current.over
    },
    refusal: () => current.refusal(),
    reason: () => current.reason(),
  }
}
