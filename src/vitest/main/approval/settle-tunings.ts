import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { retuneError } from '../../../core/errors.ts'
import type { ResolvedOptions, TuneOptions } from '../../../core/options.ts'
import type { Redactor } from '../../../core/redaction/create-redactor.ts'
import { type TuneResult, tuneResultSchema } from '../../../core/tune-result.ts'
import { idsOnlyTuning } from '../../../report/ids-only-tuning.ts'
import type { RenderOptions } from '../../../report/render-options.ts'
import { renderTunedFile } from '../../../report/render-tuned-file.ts'
import { renderTuning } from '../../../report/render-tuning.ts'
import { endRun } from '../../../tune/resume/end-run.ts'
import { settleTuning } from '../../../tune/settle-tuning.ts'
import type { RetuneTaskMeta } from '../../channel.ts'
import { openSources, type PromptSources } from '../../sealed-prompt.ts'
import { type Approval, askApproval, type Terminal } from './ask-approval.ts'

/** What a worker told of a tuning. */
export type ToldTuning = Pick<Extract<RetuneTaskMeta, { type: 'tune' }>, 'resultFile' | 'sealed'>

export interface Settling {
  readonly root: string
  readonly options: TuneOptions
  readonly report: ResolvedOptions['report']
  readonly layout: RenderOptions
  /** The terminal to ask at; without one nothing is asked. */
  readonly terminal: Terminal | undefined
  /** Takes secrets out of what is left in the runs' folders. */
  readonly redactor: Redactor
  /** Opens what the workers sealed. */
  readonly sealKey: string
  print(text: string): void
  /** Says what went wrong; the run fails. */
  refuse(error: { readonly message: string }): void
}

/**
 * Shows every tuning, and settles those whose prompt was held back: asks for the user's word where it is needed, and writes.
 *
 * @returns was a question answered with Ctrl-C? Then no more were asked.
 */
export async function settleTunings(tunings: readonly ToldTuning[], settling: Settling): Promise<boolean> {
  const { root, options, layout, terminal, print, refuse, redactor } = settling
  const left = await Promise.all(tunings.map((tuning) => readTuning(tuning, settling)))
  const suites = left.flatMap(({ result }) => (result.pending ? [result.suite] : []))
  const shared = suites.length > 1 ? options.out : undefined
  let stopped = false
  for (const tuning of left) {
    const { result, prompts } = tuning
    const shown = settling.report === 'ids-only' ? idsOnlyTuning(result) : result
    print(`\n${renderTuning(shown, layout)}`)
    if (!result.pending) {
      await endRun(result, root)
      continue
    }
    const approval: Approval =
      stopped || shared !== undefined ? { accepted: false } : await decide(tuning, settling)
    stopped ||= approval.interrupted === true
    const { accepted, source } = approval
    const settled = await settleTuning(result, {
      ...{ root, accepted, source, prompts, redactor },
      out: options.out,
    })
    if (settled.problem !== undefined) refuse({ message: settled.problem })
    print(`\n${renderTunedFile(settled.result, layout)}`)
    // What was not answered is asked again by the next tuning, without a call.
    if (!stopped) await endRun(settled.result, root)
    if (!terminal && !isGiven(options)) print('  Watch mode cannot ask: add --tune.write.')
  }
  if (shared !== undefined) refuse(retuneError('TUNE_OUT_SHARED', { out: shared, suites }))
  return stopped
}

interface LeftTuning {
  readonly result: TuneResult
  /** The prompts as they are; the result has them without secrets. */
  readonly prompts: PromptSources
  /** Do the prompts hold what may stand in no file but their own? */
  readonly secret: boolean
}

async function readTuning({ resultFile, sealed }: ToldTuning, { sealKey }: Settling): Promise<LeftTuning> {
  const result = tuneResultSchema.parse(JSON.parse(await readFile(resultFile, 'utf8')))
  const { before, after } = result
  const sources = sealed === undefined ? undefined : openSources(sealed, sealKey)
  return { result, prompts: sources ?? { before, after }, secret: sources !== undefined }
}

/** What was agreed to before is not what an interrupted tuning came to. */
async function decide(
  { result, prompts, secret }: LeftTuning,
  { root, options, terminal }: Settling,
): Promise<Approval> {
  if (isGiven(options) && result.stop.code !== 'interrupted') return { accepted: true }
  if (!terminal) return { accepted: false }
  const target = options.out ?? result.promptFile
  const asked = { ...result, ...prompts }
  if (!secret) return askApproval(asked, { root, target }, terminal)
  const diffFolder = await mkdtemp(join(tmpdir(), 'prompt-retune-'))
  try {
    return await askApproval(asked, { root, target, diffFolder }, terminal)
  } finally {
    await rm(diffFolder, { recursive: true, force: true })
  }
}

/** `--tune.write` and a file that was named are a yes, given before. */
function isGiven({ write, out }: TuneOptions): boolean {
  return write || out !== undefined
}
