import { evalite } from 'evalite'
import { ask, rows } from './ask.mjs'

evalite('tickets', {
  data: rows.map(({ input, expected }) => ({ input: input.ticket, expected: expected.queue })),
  task: async (ticket) => (await ask(ticket)).queue,
  scorers: [{ name: 'exact match', scorer: ({ output, expected }) => (output === expected ? 1 : 0) }],
})
