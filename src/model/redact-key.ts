import type { Connection } from './resolve-connection.ts'

/** Takes the connection's key, whatever looks like a key of OpenAI's, and passwords in addresses out of a message. */
export function redactKey(text: string, { apiKey, keyed }: Connection): string {
  const known = keyed && apiKey.length >= 4 ? text.replaceAll(apiKey, '[key]') : text
  return known.replace(/\bsk-[\w*.-]{6,}/g, '[key]').replace(/\/\/[^/\s@]*@/g, '//')
}
