import { readFile } from 'node:fs/promises'
import { retuneError } from '../../core/errors.ts'
import type { ResolvedOptions, TuneOptions } from '../../core/options.ts'
import { type TuneResult, tuneResultSchema } from '../../core/tune-result.ts'
import { idsOnlyTuning } from '../../report/ids-only-tuning.ts'
import type { RenderOptions } from '../../report/render-options.ts'
import { renderTunedFile } from '../../report/render-tuned-file.ts'
import { renderTuning } from '../../report/render-tuning.ts'
import { endRun } from '../../tune/resume/end-run.ts'
import { settleTuning } from '../../tune/settle-tuning.ts'
import { type Approval, askApproval, type Terminal } from './ask-approval.ts'

export interface Settling {
  readonly root: string
  readonly options: TuneOptions
  readonly report: ResolvedOptions['report']
  readonly layout: RenderOptions
  /** The terminal to ask at; without one nothing is asked. */
  readonly terminal: Terminal | undefined
  print(text: string): void
  /** Says what went wrong; the run fails. */
  refuse(error: { readonly message: string }): void
}

/**
 * Shows every tuning, and settles those whose prompt was held back: asks for the user's word where it is needed, and writes.
 *
 * @returns was a question answered with Ctrl-C? Then no more were asked.
 */
export async function settleTunings(files: readonly string[], settling: Settling): Promise<boolean> {
  const { root, options, layout, terminal, print, refuse } = settling
  const results = await Promise.all(files.map(readResult))
  const suites = results.flatMap(({ suite, pending }) => (pending ? [suite] : []))
  const shared = suites.length > 1 ? options.out : undefined
  let stopped = false
  for (const result of results) {
    const shown = settling.report === 'ids-only' ? idsOnlyTuning(result) : result
    print(`\n${renderTuning(shown, layout)}`)
    if (!result.pending) {
      await endRun(result, root)
      continue
    }
    const approval: Approval =
      stopped || shared !== undefined ? { accepted: false } : await decide(result, settling)
    stopped ||= approval.interrupted === true
    const { accepted, source } = approval
    const settled = await settleTuning(result, { root, accepted, source, out: options.out })
    if (settled.problem !== undefined) refuse({ message: settled.problem })
    print(`\n${renderTunedFile(settled.result, layout)}`)
    // What was not answered is asked again by the next tuning, without a call.
    if (!stopped) await endRun(settled.result, root)
    if (!terminal && !isGiven(options)) print('  Watch mode cannot ask: add --tune.write.')
  }
  if (shared !== undefined) refuse(retuneError('TUNE_OUT_SHARED', { out: shared, suites }))
  return stopped
}

async function readResult(file: string): Promise<TuneResult> {
  return tuneResultSchema.parse(JSON.parse(await readFile(file, 'utf8')))
}

/** What was agreed to before is not what an interrupted tuning came to. */
async function decide(result: TuneResult, { root, options, terminal }: Settling): Promise<Approval> {
  if (isGiven(options) && result.stop.code !== 'interrupted') return { accepted: true }
  if (!terminal) return { accepted: false }
  const target = options.out ?? result.promptFile
  return askApproval(result, { root, target }, terminal)
}

/** `--tune.write` and a file that was named are a yes, given before. */
function isGiven({ write, out }: TuneOptions): boolean {
  return write || out !== undefined
}
