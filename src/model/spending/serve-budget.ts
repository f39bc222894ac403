import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { lineReader } from '../pace/permit-messages.ts'
import { type BudgetReply, budgetRequestSchema } from './budget-messages.ts'
import type { RunBudget } from './run-budget.ts'

export interface BudgetServer {
  /** On the loopback interface. */
  readonly port: number
  close(): void
}

const nothing = { calls: 0, tokens: 0, usd: 0 }

/** Keeps the budget of a run for its workers. `budgetOf` gives that of the present run: watch mode has many. */
export async function serveBudget(budgetOf: () => RunBudget): Promise<BudgetServer> {
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket)
    serve(socket, budgetOf())
    socket.on('close', () => open.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  server.unref()
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    close() {
      server.close()
      for (const socket of open) socket.destroy()
    },
  }
}

function serve(socket: Socket, budget: RunBudget): void {
  let pending = 0
  let closed = false
  const send = (reply: BudgetReply) => socket.write(`${JSON.stringify(reply)}\n`)
  const tell = () => send({ reason: budget.reason() ?? '' })
  const read = lineReader((line) => {
    const request = budgetRequestSchema.safeParse(line).data
    if (request?.type === 'begin') {
      const { id } = request
      void budget.begin().then((reason) => {
        if (reason !== undefined) return closed || send({ id, reason })
        if (closed) return budget.end(nothing)
        pending += 1
        return send({ id })
      })
    } else if (request) {
      const { type: _, ...spent } = request
      pending -= 1
      budget.end(spent)
    }
  })
  socket.setEncoding('utf8').setNoDelay(true).unref()
  socket.on('data', (chunk) => read(String(chunk)))
  // A worker that was ended.
  socket.on('error', () => socket.destroy())
  socket.on('close', () => {
    closed = true
    budget.over.removeEventListener('abort', tell)
    while (pending-- > 0) budget.end(nothing)
  })
  if (budget.over.aborted) tell()
  else budget.over.addEventListener('abort', tell, { once: true })
}
