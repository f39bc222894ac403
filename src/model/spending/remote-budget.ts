import { connectLines } from '../lines/connect-lines.ts'
import { type BudgetRequest, budgetReplySchema } from './budget-messages.ts'
import type { RunBudget } from './run-budget.ts'

const unreachable = 'the process that keeps the budget has ended'

/** The budget that another process serves on this port. Where it cannot be reached, nothing may be spent. */
export function remoteBudget(port: number): RunBudget {
  const over = new AbortController()
  const waiting = new Map<number, (reason: string | undefined) => void>()
  const connection = connectLines<BudgetRequest>(port, {
    read(message) {
      const reply = budgetReplySchema.safeParse(message).data
      if (reply?.id !== undefined) settle(reply.id, reply.reason)
      else if (reply?.reason !== undefined) exhaust(reply.reason)
    },
    closed: () => exhaust(unreachable),
  })
  let reason: string | undefined
  let next = 0

  function exhaust(why: string): void {
    reason ??= why
    for (const id of [...waiting.keys()]) settle(id, reason)
    over.abort()
  }

  /** The connection alone keeps no process alive; a call that waits for its answer does. */
  function settle(id: number, why: string | undefined): void {
    const go = waiting.get(id)
    waiting.delete(id)
    if (waiting.size === 0) connection.hold(false)
    go?.(why)
  }

  return {
    begin() {
      if (reason !== undefined) return Promise.resolve(reason)
      return new Promise((resolve) => {
        const id = next++
        waiting.set(id, resolve)
        connection.send({ type: 'begin', id })
        connection.hold(true)
      })
    },
    end(spent) {
      if (reason !== unreachable) connection.send({ type: 'end', ...spent })
    },
    over: over.signal,
    reason: () => reason,
  }
}
