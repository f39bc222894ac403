import type { AcceptMode } from '../../baseline/accept-results.ts'
import { type FoundBaseline, openBaselines } from '../../baseline/open-baselines.ts'
import { writeBaseline } from '../../baseline/write-baseline.ts'
import { countNoun } from '../../core/count-noun.ts'
import type { SuiteReport } from '../../core/run-report.ts'

/** The baselines of one run, in the main process. */
export interface RunBaselines {
  /** What a suite is compared with; a baseline that cannot be read has been refused. */
  find(suite: string, own: string | undefined): Promise<FoundBaseline | 'unreadable' | undefined>
  /** With `-u`, accepts the results of a suite; gives a line for the terminal, if there is something to say. */
  accept(report: SuiteReport, own: string | undefined): Promise<string | undefined>
}

export interface RunBaselinesContext {
  readonly root: string
  /** What `--baseline=` said, and the plugin's option. */
  readonly flag: string | undefined
  readonly plugin: string | undefined
  readonly mode: AcceptMode | undefined
  refuse(error: { readonly message: string }): void
}

export function openRunBaselines({ root, flag, plugin, mode, refuse }: RunBaselinesContext): RunBaselines {
  const baselines = openBaselines({ root, flag, plugin })
  return {
    async find(suite, own) {
      try {
        return await baselines.find(suite, own)
      } catch (error) {
        // What is to be written anew may be broken.
        if (mode === 'all' && flag === undefined) return undefined
        refuse(asError(error))
        return 'unreadable'
      }
    },
    async accept(report, own) {
      if (!mode) return undefined
      try {
        const written = await writeBaseline(report, mode, { root, suite: own, plugin })
        if (!written) return undefined
        const { file, cases, changed } = written
        return `Baseline ${changed ? 'written' : 'unchanged'}: ${file} (${countNoun(cases, 'case')})`
      } catch (error) {
        refuse(asError(error))
        return undefined
      }
    },
  }
}

function asError(thrown: unknown): { readonly message: string } {
  return thrown instanceof Error ? thrown : { message: String(thrown) }
}
