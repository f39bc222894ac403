import type { TestCase } from 'vitest/node'
import { retuneError } from '../../core/errors.ts'
import type { Recording } from '../../suite/record-suite.ts'
import { taskMetaSchema } from '../channel.ts'
import type { ReporterContext } from './reporter-context.ts'
import type { RunOutput } from './run-output.ts'
import { settleRecorded } from './settle-recorded.ts'

const loadApproval = () =>
  Promise.all([import('./approval/settle-tunings.ts'), import('./approval/open-terminal.ts')])

interface EndedTunings {
  readonly context: Pick<ReporterContext, 'root' | 'options' | 'redactor' | 'sealKey'>
  readonly recording: Recording | undefined
  readonly watch: boolean
  readonly output: RunOutput
}

/** Shows what tunings came to, and decides what becomes of their prompts. */
export async function reportTunings(
  tests: readonly TestCase[],
  { context: { root, options, redactor, sealKey }, recording, watch, output }: EndedTunings,
): Promise<void> {
  const tunings = tests.flatMap((testCase) => {
    const { parent } = testCase
    const told =
      testCase.meta().promptRetune ?? (parent.type === 'suite' ? parent.meta().promptRetune : undefined)
    const meta = taskMetaSchema.safeParse(told)
    return meta.success && meta.data.type === 'tune' ? [meta.data] : []
  })
  for (const { suite } of tunings) await settleRecorded(suite, { root, recording, whole: false, output })
  const failed = tests.some((testCase) => testCase.result().state === 'failed')
  if (tunings.length === 0 && !failed) output.refuse(retuneError('TUNE_NO_SUITE', {}))
  const [{ settleTunings }, { openTerminal }] = await loadApproval()
  const stopped = await settleTunings(tunings, {
    root,
    options: options.tune,
    report: options.report,
    redactor,
    sealKey,
    layout: output.layout(),
    // Watch mode reads the keys itself.
    terminal: watch ? undefined : openTerminal(process),
    print: output.print,
    refuse: output.refuse,
  })
  if (stopped) process.exitCode = 130
}
