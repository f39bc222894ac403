import { shownQueue } from './tickets.ts'

/** What the measured model says to a ticket. */
export function ticketAnswer(body: string) {
  return { reasoning: 'It asks about one thing.', queue: shownQueue(body) }
}

/** The body of a chat completion with this text. */
export function completionBody(text: string): string {
  return JSON.stringify({
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 0,
    model: 'gpt-4.1',
    choices: [
      {
        index: 0,
        finish_reason: 'stop',
        logprobs: null,
        message: { role: 'assistant', content: text, refusal: null },
      },
    ],
    usage: { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 },
  })
}
