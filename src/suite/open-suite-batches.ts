import { join } from 'node:path'
import { retuneError } from '../core/errors.ts'
import type { ResolvedOptions } from '../core/options.ts'
import { prepareSpec } from '../evaluate/prepare-spec.ts'
import { type Batches, openBatches } from '../model/batch/open-batches.ts'
import { spendOnBatch } from '../model/batch/spend-on-batch.ts'
import type { ModelClient } from '../model/client.ts'
import { resolveConnection } from '../model/resolve-connection.ts'
import type { RunBudget } from '../model/spending/run-budget.ts'
import { answerKeeper, type KeepAnswersOptions } from './keep-answers.ts'
import { isSimulated } from './needs-embedded.ts'
import type { Suite } from './read-suite.ts'

export interface SuiteBatchesContext extends KeepAnswersOptions {
  readonly options: ResolvedOptions
  readonly model: Pick<ModelClient, 'modelName'>
  readonly budget?: RunBudget | undefined
}

/**
 * The batches that a suite is asked in; `undefined` where nothing is to be sent in any: in a replay, and where the embedded model
 * answers, which has no batches and costs nothing.
 *
 * @throws RetuneError BATCH_NO_CACHE, BATCH_OWN_TARGET, MODEL_BASE_URL, MODEL_KEY
 */
export function openSuiteBatches(
  { name, spec, options: own }: Pick<Suite, 'name' | 'spec' | 'options'>,
  context: SuiteBatchesContext,
): Batches | undefined {
  const { options, root, recording, model, budget } = context
  if (spec.target) {
    if (own.transport === 'batch') throw retuneError('BATCH_OWN_TARGET', { suite: name })
    return undefined
  }
  if (recording?.mode === 'replay' || isSimulated(options.models)) return undefined
  const keeper = answerKeeper({ ...context, growing: true })
  if (!keeper) throw retuneError('BATCH_NO_CACHE', { suite: name })
  const { schema } = prepareSpec(spec)
  const { retries = options.limits.retries, timeout = options.limits.timeout } = options.models.target
  return openBatches({
    ...{ suite: name, keeper, model, retries, timeout },
    folder: join(root, '.prompt-retune', 'batches'),
    connection: resolveConnection('target', options.models, process.env, undefined),
    output: schema && { name: 'answer', schema },
    adopt: recording?.mode !== 'record',
    spending: budget && spendOnBatch(budget, options.prices, options.budget),
  })
}
