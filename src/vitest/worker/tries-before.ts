import type { TestContext } from 'vitest'

/** So that no two tries of a case have the same number. */
const mostRetries = 1_000

/** Vitest's own retries and repeats ask anew. */
export function triesBefore({ result }: TestContext['task']): number {
  const { retryCount = 0, repeatCount = 0 } = result ?? {}
  return repeatCount * mostRetries + retryCount
}
