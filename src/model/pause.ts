import { onAnyAbort } from './on-abort.ts'

/** Waits so many milliseconds; `false`: a signal was aborted before. */
export function pause(
  milliseconds: number,
  ...signals: readonly (AbortSignal | undefined)[]
): Promise<boolean> {
  return new Promise((resolve) => {
    if (signals.some((signal) => signal?.aborted)) {
      resolve(false)
      return
    }
    const timer = setTimeout(() => {
      forget()
      resolve(true)
    }, milliseconds)
    const forget = onAnyAbort(signals, () => {
      clearTimeout(timer)
      resolve(false)
    })
  })
}
