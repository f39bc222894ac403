import type { Vitest } from 'vitest/node'

/**
 * Under `--bail` each failed test beyond the limit cancels the run, and cases that run side by side fail together; but by a second
 * cancel Vitest ends its workers at once, and with them go all results. So only the first one of a run counts.
 */
export function bailOnce(vitest: Vitest): void {
  const cancel = vitest.cancelCurrentRun.bind(vitest)
  let bailing: Promise<void> | undefined
  vitest.cancelCurrentRun = async (reason) => {
    if (reason !== 'test-failure') return await cancel(reason)
    bailing ??= cancel(reason).finally(() => {
      bailing = undefined
    })
    await bailing
  }
}
