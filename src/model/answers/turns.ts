/** Who asks what somebody is asking already waits for that answer. */
export type Turns = <T>(
  keys: readonly string[],
  known: () => T | Promise<T> | undefined,
  ask: () => Promise<T>,
) => Promise<T>

export function createTurns(): Turns {
  const underWay = new Map<string, Promise<void>>()
  return async (keys, known, ask) => {
    for (;;) {
      const value = known()
      if (value !== undefined) return value
      const other = keys.map((key) => underWay.get(key)).find((asking) => asking !== undefined)
      if (!other) break
      await other
    }
    const asking = ask()
    const over = asking.then(
      () => {},
      () => {},
    )
    for (const key of keys) underWay.set(key, over)
    try {
      return await asking
    } finally {
      for (const key of keys) underWay.delete(key)
    }
  }
}
