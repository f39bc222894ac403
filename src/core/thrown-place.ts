import { basename } from 'node:path'

/**
 * Where a user's own code threw, as `desk.prompt.test.ts:12`: the first place of the trace outside of packages and of Node. The stack
 * begins with the message, which is passed over.
 */
export function thrownPlace(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error)) return undefined
  const { stack = '', message } = thrown
  const frames = stack.slice(stack.indexOf(message) + message.length)
  for (const [, file = '', line] of frames.matchAll(/^\s+at (?:[^\n]*\()?([^()\n]+):(\d+):\d+\)?$/gm))
    if (!/^node:|[\\/]node_modules[\\/]/.test(file)) return `${basename(file)}:${line}`
  return undefined
}

/** The message of what a user's own code threw, with the place where that is known: `no connection (target.ts:8)`. */
export function withPlace(message: string, thrown: unknown): string {
  const place = thrownPlace(thrown)
  return place === undefined ? message : `${message} (${place})`
}
