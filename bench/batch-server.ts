import { startBatchServer } from '../test/support/batch-server.ts'
import { completionBody, ticketAnswer } from './ticket-answer.ts'

/** A server with files and batches, in a process of its own; tells its parent the port. */
const server = await startBatchServer({
  answer: ({ body }) => ({
    status: 200,
    body: JSON.parse(completionBody(JSON.stringify(ticketAnswer(JSON.stringify(body))))),
  }),
})
// The bench may have been interrupted.
process.on('disconnect', () => process.exit())
process.on('message', () => {
  process.send?.({ batches: server.batches.length, requests: server.log.length })
})
process.send?.(Number(new URL(server.baseURL).port))
