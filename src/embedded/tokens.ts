import type { Conversation, Reply } from './conversation.ts'

/** Tokens as the embedded model counts them: a quarter of the characters, rounded up. */
export function countTokens(text: string): number {
  return Math.ceil(text.length / 4)
}

export function inputTokens({ turns }: Conversation): number {
  return countTokens(turns.map(({ text }) => text).join(''))
}

export function outputTokens(reply: Reply): number {
  if (reply.kind === 'text') return countTokens(reply.text)
  return countTokens(reply.kind === 'refusal' ? reply.refusal : `${reply.call.name}${reply.call.arguments}`)
}
