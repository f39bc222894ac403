import { connect, type Socket } from 'node:net'
import { lineReader } from '../pace/permit-messages.ts'
import { type BudgetRequest, budgetReplySchema } from './budget-messages.ts'
import type { RunBudget } from './run-budget.ts'

const unreachable = 'the process that keeps the budget has ended'

/** The budget that another process serves on this port. Where it cannot be reached, nothing may be spent. */
export function remoteBudget(port: number): RunBudget {
  const over = new AbortController()
  const waiting = new Map<number, (reason: string | undefined) => void>()
  let reason: string | undefined
  let socket: Socket | undefined
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
    if (waiting.size === 0) socket?.unref()
    go?.(why)
  }

  function open(): Socket {
    const opened = connect(port, '127.0.0.1')
    opened.setEncoding('utf8').setNoDelay(true)
    const read = lineReader((line) => {
      const reply = budgetReplySchema.safeParse(line).data
      if (reply?.id !== undefined) settle(reply.id, reply.reason)
      else if (reply?.reason !== undefined) exhaust(reply.reason)
    })
    opened.on('data', (chunk) => read(String(chunk)))
    opened.on('error', () => opened.destroy())
    opened.on('close', () => exhaust(unreachable))
    return opened
  }

  function send(request: BudgetRequest): void {
    socket ??= open()
    socket.write(`${JSON.stringify(request)}\n`)
  }

  return {
    begin() {
      if (reason !== undefined) return Promise.resolve(reason)
      return new Promise((resolve) => {
        const id = next++
        waiting.set(id, resolve)
        send({ type: 'begin', id })
        socket?.ref()
      })
    },
    end(spent) {
      if (reason !== unreachable) send({ type: 'end', ...spent })
    },
    over: over.signal,
    reason: () => reason,
  }
}
