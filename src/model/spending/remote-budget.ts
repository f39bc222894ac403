import type { CaseError } from '../../core/case-result.ts'
import { connectLines } from '../lines/connect-lines.ts'
import { type BudgetRequest, budgetReplySchema } from './budget-messages.ts'
import { budgetRefusal, type RunBudget } from './run-budget.ts'

const unreachable = budgetRefusal(
  'the process that keeps the budget of the run cannot be reached',
  'not-asked',
)

/** The budget that another process serves on this port. Where it cannot be reached, nothing may be spent. */
export function remoteBudget(port: number): RunBudget {
  const over = new AbortController()
  const waiting = new Map<number, (refusal: CaseError | undefined) => void>()
  const connection = connectLines<BudgetRequest>(port, {
    read(message) {
      const reply = budgetReplySchema.safeParse(message).data
      if (reply?.id !== undefined) settle(reply.id, reply.refusal)
      else if (reply?.refusal) exhaust(reply.refusal)
    },
    closed: () => exhaust(unreachable),
  })
  let refusal: CaseError | undefined
  let next = 0

  function exhaust(why: CaseError): void {
    refusal ??= why
    for (const id of [...waiting.keys()]) settle(id, refusal)
    over.abort()
  }

  /** The connection alone keeps no process alive; a call that waits for its answer does. */
  function settle(id: number, why: CaseError | undefined): void {
    const go = waiting.get(id)
    waiting.delete(id)
    if (waiting.size === 0) connection.hold(false)
    go?.(why)
  }

  return {
    begin() {
      if (refusal) return Promise.resolve(refusal)
      return new Promise((resolve) => {
        const id = next++
        waiting.set(id, resolve)
        connection.send({ type: 'begin', id })
        connection.hold(true)
      })
    },
    end(spent) {
      if (refusal !== unreachable) connection.send({ type: 'end', ...spent })
    },
    over: over.signal,
    refusal: () => refusal,
  }
}
