/** A timer cannot wait longer. */
const longest = 2 ** 31 - 1

/** Waits for some work, but not for ever: after `ms` milliseconds the error of `late` is thrown. */
export async function withDeadline<T>(work: Promise<T>, ms: number, late: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), Math.min(ms, longest))
  })
  try {
    return await Promise.race([work, deadline])
  } finally {
    clearTimeout(timer)
  }
}
