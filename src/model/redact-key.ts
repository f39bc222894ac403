import type { Connection } from './resolve-connection.ts'

/** Shorter values are words rather than secrets. */
const leastSecret = 8

/** Takes the connection's key, the values of its headers, whatever looks like a key of OpenAI's, and passwords in addresses out of a message. */
export function redactKey(text: string, { apiKey, keyed, headers = {} }: Connection): string {
  const known = keyed && apiKey.length >= 4 ? text.replaceAll(apiKey, '[key]') : text
  const told = Object.values(headers)
    .filter((value) => value.length >= leastSecret)
    .reduce((rest, value) => rest.replaceAll(value, '[key]'), known)
  return told.replace(/\bsk-[\w*.-]{6,}/g, '[key]').replace(/\/\/[^/\s@]*@/g, '//')
}
