import pc from 'picocolors'
import type { Vitest } from 'vitest/node'
import type { Redactor } from '../../core/redaction/create-redactor.ts'
import { escapeLines } from '../../report/escape-control.ts'

/** What the reporter says. */
export interface RunOutput {
  print(this: void, text: string): void
  /** Says a mistake, once, and fails the run. */
  refuse(this: void, error: { readonly message: string }): void
  layout(): { readonly columns: number; readonly color: boolean }
}

/** The output of one run of a Vitest, once that is known. */
export function createRunOutput(vitest: () => Vitest | undefined, redactor: Redactor): RunOutput {
  const refused = new Set<string>()
  return {
    print: (text) => vitest()?.logger.log(text),
    refuse(error) {
      process.exitCode = 1
      // Several suites may be compared with one file.
      const message = escapeLines(redactor.text(error.message))
      if (refused.has(message)) return
      refused.add(message)
      vitest()?.logger.error(`\nprompt-retune: ${message}`)
    },
    layout: () => ({ columns: vitest()?.logger.getColumns() || 80, color: pc.isColorSupported }),
  }
}
