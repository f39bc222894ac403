/** The queues of the measured suite. */
export const queues = ['billing', 'login', 'shipping', 'returns', 'bug', 'account'] as const

export const promptFile = `---
model: gpt-4.1
temperature: 0
---
<!-- system -->
You route support tickets. Think first, then choose one queue:

- billing: invoices, refunds, prices
- login: passwords, codes, locked accounts
- shipping: parcels, delays, addresses
- returns: broken or unwanted goods
- bug: the app does not do what it should
- account: names, addresses and data of a customer
<!-- user -->
{{ticket}}
`

/** JSONL rows; the model server answers the share `failing` of them wrongly, spread evenly. */
export function ticketRows(count: number, failing: number): string {
  let rows = ''
  for (let row = 0; row < count; row++) {
    const queue = queueAt(row)
    const wrong = Math.floor((row + 1) * failing) > Math.floor(row * failing)
    // The model is shown the queue that it is to answer.
    const shown = wrong ? queueAt(row + 1 + (row % 4)) : queue
    const ticket = `Ticket ${row}: I have written about [${shown}] twice and nobody has answered. Please tell me what happens next, since I need it before the end of the week.`
    rows += `${JSON.stringify({ id: `ticket-${row}`, input: { ticket }, expected: { queue } })}\n`
  }
  return rows
}

const queueAt = (row: number) => queues[row % queues.length] ?? queues[0]

/** The queue that stands in a request for the server to answer. */
export function shownQueue(text: string): string {
  return /about \[(\w+)\]/.exec(text)?.[1] ?? queues[0]
}
