import { type LineServer, serveLines } from '../lines/serve-lines.ts'
import { type BudgetReply, budgetRequestSchema } from './budget-messages.ts'
import type { RunBudget } from './run-budget.ts'

const nothing = { calls: 0, tokens: 0, usd: 0 }

/** Keeps the budget of a run for its workers. `budgetOf` gives that of the present run: watch mode has many. */
export function serveBudget(budgetOf: () => RunBudget): Promise<LineServer> {
  return serveLines<BudgetReply>((send) => {
    const budget = budgetOf()
    let pending = 0
    let closed = false
    const tell = () => send({ refusal: budget.refusal() })
    if (budget.over.aborted) tell()
    else budget.over.addEventListener('abort', tell, { once: true })
    return {
      read(message) {
        const request = budgetRequestSchema.safeParse(message).data
        if (request?.type === 'begin') {
          const { id } = request
          void budget.begin().then((refusal) => {
            if (refusal) return closed || send({ id, refusal })
            if (closed) return budget.end(nothing)
            pending += 1
            return send({ id })
          })
        } else if (request) {
          const { type: _, ...spent } = request
          pending -= 1
          budget.end(spent)
        }
      },
      closed() {
        closed = true
        budget.over.removeEventListener('abort', tell)
        while (pending-- > 0) budget.end(nothing)
      },
    }
  })
}
