import type { Vitest } from 'vitest/node'
import type { DiagnosisStop } from './diagnosis-stop.ts'

/** What the reporter asks of the Ctrl-C handling. */
export interface SoftInterrupt {
  /** Was there a Ctrl-C? */
  interrupted(): boolean
  /** Repeats, once, a cancel that came before the tuning was ready to hear it. */
  repeat(): void
}

/**
 * Makes Ctrl-C end a run softly: the first one cancels it, so that a tuning keeps its best prompt and its journal, and what was
 * judged is reported; the second one ends the process at once.
 *
 * @param cutShort ends what follows the tests, and tells what; `undefined`: nothing does, or it was ended before
 */
export function softenInterrupt(
  vitest: Vitest,
  said: string,
  cutShort: () => string | undefined = () => undefined,
): SoftInterrupt {
  let count = 0
  let ready = false
  const earlier = process.listeners('SIGINT')
  process.on('SIGINT', () => {
    count += 1
    const cut = cutShort()
    if (count > 1 && cut === undefined) process.exit(130)
    vitest.logger.log(`\n${cut ?? said}; Ctrl-C again stops at once.`)
    if (cut === undefined) void vitest.cancelCurrentRun('keyboard-input')
  })
  // Afterwards: without any listener a signal that waits to be handled would be lost.
  for (const listener of earlier) process.off('SIGINT', listener)
  return {
    interrupted: () => count > 0,
    repeat() {
      if (!ready && count === 1) void vitest.cancelCurrentRun('keyboard-input')
      ready = true
    },
  }
}

export const batchesGoOn = 'Stopping; batches that were sent go on, and the next run takes them up'

/** The same for a run that is no tuning, whose Ctrl-C is handled already; watch mode reads the keys itself. */
export function softenRun(
  vitest: Vitest | undefined,
  { interrupt }: { readonly interrupt: SoftInterrupt | undefined },
  said: string,
  diagnosis: DiagnosisStop,
): SoftInterrupt | undefined {
  if (!vitest || vitest.config.watch || interrupt) return undefined
  return softenInterrupt(vitest, said, diagnosis.cutShort)
}
