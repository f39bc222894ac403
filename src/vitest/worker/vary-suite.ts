import pLimit from 'p-limit'
import type { Case } from '../../core/case.ts'
import type { CaseResult } from '../../core/case-result.ts'
import type { ResolvedOptions } from '../../core/options.ts'
import type {
  CaseVariants,
  PerturbOptions,
  PerturbSettings,
  SensitivityPart,
} from '../../core/sensitivity.ts'
import { isInShard, type Shard } from '../../core/shard.ts'
import { addUsageByRole } from '../../core/usage.ts'
import { planVariants } from '../../evaluate/perturb/plan-variants.ts'
import { varyCase } from '../../evaluate/perturb/vary-case.ts'
import { callWith } from '../../model/call-with.ts'
import type { ModelClient } from '../../model/client.ts'
import { orderRows } from '../../tune/progressive/row-order.ts'
import type { LoadedSuite } from './load-suite.ts'
import type { Rerun } from './rerun.ts'

export interface VarySuiteContext {
  readonly options: ResolvedOptions
  readonly model: ModelClient
  readonly shard?: Shard | undefined
  /** Set under `--only`. */
  readonly rerun?: Rerun | undefined
  readonly perturb: PerturbOptions
  readonly results: ReadonlyMap<string, CaseResult>
  readonly signal: AbortSignal
  /** So often everything was asked before. */
  readonly trial: number
}

/**
 * Asks a sample of a suite's cases in their variants: the same cases whatever shard it is, of those the ones that were judged.
 *
 * @param tell is given what is known so far, first before anything is asked
 */
export async function varySuite(
  { spec, cases }: Pick<LoadedSuite, 'spec' | 'cases'>,
  { perturb, results, options, model: given, shard, rerun, signal, trial }: VarySuiteContext,
  tell: (part: SensitivityPart) => void,
): Promise<void> {
  const settings: PerturbSettings = { ...perturb, seed: options.tune.seed }
  const sample = orderRows(cases, settings.seed)
    .filter((item) => !item.skip)
    .slice(0, settings.sample)
    .filter((item) => (!shard || isInShard(item.id, shard)) && isJudged(results.get(item.id)))
  const variants = planVariants(spec, cases, settings)
  const model = trial === 0 ? given : callWith(given, { trial })
  const paraphrased = settings.kinds.includes('paraphrase')
  const done: CaseVariants[] = []
  let part: SensitivityPart = {
    settings,
    drawn: sample.length,
    layouts: variants.flatMap(({ number, what }) => (what === undefined ? [] : [{ variant: number, what }])),
    ...(paraphrased && model.simulated ? { simulated: true as const } : {}),
    cases: done,
    usage: {},
  }
  tell(part)
  const limit = spec.target ? pLimit(options.limits.concurrency) : undefined
  const vary = async (item: Case) => {
    const known = rerun?.variantsOf(item, settings)
    const varied = known ? { ...known, usage: {} } : await varyCase(item, variants, { model, signal, limit })
    if (!varied) return
    const { usage, ...one } = varied
    done.push(one)
    part = { ...part, usage: addUsageByRole(part.usage, usage) }
    tell(part)
  }
  await Promise.all(sample.map(vary))
}

/** What could not be judged as it is can be compared with nothing. */
function isJudged(result: CaseResult | undefined): boolean {
  return result !== undefined && ['passed', 'failed'].includes(result.verdict) && result.score !== null
}
