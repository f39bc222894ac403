import type { Vitest } from 'vitest/node'
import type { ResolvedOptions, TuneOptions } from '../../core/options.ts'
import { type CallPermits, createCallPermits, hasCaps } from '../../model/pace/call-permits.ts'
import { needsEmbedded } from '../../suite/needs-embedded.ts'
import { recordingOf } from '../../suite/record-suite.ts'
import type { Provided } from '../channel.ts'
import type { LaunchFlags } from '../launch-flags.ts'
import { createSealKey } from '../sealed-prompt.ts'
import { isInteractive } from './approval/is-interactive.ts'
import { type OpenRunBudget, openRunBudget } from './open-run-budget.ts'
import { shardOf } from './shard-by-case.ts'

/** What the main process keeps for the runs of a Vitest process, and what of it the workers are told. */
export interface Services {
  readonly provided: Provided
  readonly sealKey: string
  readonly permits: CallPermits | undefined
  readonly budget: OpenRunBudget | undefined
}

export async function openServices(
  vitest: Vitest,
  options: ResolvedOptions,
  flags: LaunchFlags,
): Promise<Services> {
  const { root } = vitest.config
  const { tune, lint = false, only, transport, baseline } = flags
  const shard = tune || lint ? undefined : shardOf(vitest)
  const sealKey = createSealKey()
  const permits = hasCaps(options.limits) ? createCallPermits(options.limits) : undefined
  const recording = lint
    ? undefined
    : recordingOf({
        ...{ options, root, id: `${process.pid}-0`, tuning: tune !== undefined },
        ...(shard ? { readOnly: true } : {}),
      })
  const embedding = needsEmbedded(options.models) && !lint && recording?.mode !== 'replay'
  const budget = tune || lint ? undefined : await openRunBudget(vitest, options.budget)
  const provided: Provided = {
    options,
    root,
    accepting: false,
    lint,
    ...(only === undefined ? {} : { only }),
    ...(transport ? { transport } : {}),
    run: 0,
    ...(permits ? { permitPort: await servePermits(vitest, permits) } : {}),
    ...(budget ? { budgetPort: budget.port } : {}),
    ...(shard ? { shard } : {}),
    ...(baseline === undefined ? {} : { baseline }),
    ...(recording ? { recording } : {}),
    ...(embedding ? { embeddedURL: await startEmbedded(vitest) } : {}),
    ...(tune ? { tune: { suites: tune.suites, hold: holdOf(options.tune), sealKey } } : {}),
  }
  return { provided, sealKey, permits, budget }
}

/** Which tuned prompts the worker leaves to the reporter, which can ask. */
function holdOf({ dryRun, out, write }: TuneOptions): 'always' | 'interrupted' | undefined {
  if (dryRun) return undefined
  if (out !== undefined) return 'always'
  if (!isInteractive(process)) return undefined
  return write ? 'interrupted' : 'always'
}

async function servePermits(vitest: Vitest, permits: CallPermits): Promise<number> {
  const { servePermits: serve } = await import('../../model/pace/serve-permits.ts')
  const server = await serve(permits)
  vitest.onClose(() => server.close())
  return server.port
}

async function startEmbedded(vitest: Vitest): Promise<string> {
  const { startEmbeddedModel } = await import('../../embedded/start-embedded-model.ts')
  const server = await startEmbeddedModel()
  vitest.onClose(() => server.close())
  return server.baseURL
}
