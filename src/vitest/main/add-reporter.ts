import type { TestProject, Vitest } from 'vitest/node'
import { keepAnswers } from '../../suite/keep-answers.ts'
import { openModel } from '../../suite/open-model.ts'
import { openRedactor } from '../../suite/open-redactor.ts'
import { renewedModel } from '../../suite/run-models.ts'
import type { LaunchFlags } from '../launch-flags.ts'
import { softenInterrupt } from './interrupt.ts'
import { LintReporter } from './lint-reporter.ts'
import type { Services } from './open-services.ts'
import { PromptRetuneReporter } from './reporter.ts'
import { shardByCase } from './shard-by-case.ts'

/** Has Vitest report what was looked over, a part of a run for a later merge, or a whole run. */
export async function addReporter(
  vitest: Vitest,
  services: Services,
  { flags, projects }: { readonly flags: LaunchFlags; readonly projects: ReadonlySet<TestProject> },
): Promise<void> {
  const { provided, permits } = services
  const { options, shard } = provided
  const { reporters } = vitest.config
  if (flags.lint) {
    reporters.push(new LintReporter())
  } else if (shard) {
    shardByCase(vitest, shard)
    const { ShardReporter } = await import('./shard-reporter.ts')
    const idsOnly = options.report === 'ids-only'
    reporters.push(new ShardReporter({ shard, model: openModel({ ...provided, permits }), idsOnly }))
  } else {
    const reporter = createReporter(vitest, services, { flags, projects })
    reporters.push(reporter)
    vitest.config.watchTriggerPatterns = [
      ...(vitest.config.watchTriggerPatterns ?? []),
      { pattern: /./, testsToRun: (file) => reporter.testsOf(file) },
    ]
  }
}

function createReporter(
  vitest: Vitest,
  { provided, sealKey, permits, budget }: Services,
  { flags, projects }: { readonly flags: LaunchFlags; readonly projects: ReadonlySet<TestProject> },
): PromptRetuneReporter {
  const { root, options, recording } = provided
  const { baseline, only } = flags
  const interrupt = flags.tune ? softenInterrupt(vitest, 'Stopping after the calls in flight') : undefined
  const model = renewedModel(() => keepAnswers(openModel({ ...provided, permits, budget }), provided))
  let run = 0
  const announce = (accepting: boolean) => {
    run += 1
    budget?.renew()
    if (run > 1) model.renew()
    const id = `${process.pid}-${run}`
    const more = recording ? { recording: { ...recording, id } } : {}
    for (const project of projects) project.provide('promptRetune', { ...provided, ...more, accepting, run })
    return more.recording
  }
  return new PromptRetuneReporter({
    ...{ root, options, model, baseline, only, announce, interrupt, sealKey },
    budgetOver: () => withReason(budget?.reason()),
    redactor: openRedactor(options.models),
  })
}

const withReason = (budgetOver: string | undefined) => (budgetOver === undefined ? {} : { budgetOver })
