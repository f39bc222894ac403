import { retuneError } from '../core/errors.ts'
import { formatLocation } from '../core/location.ts'
import type { Gate, ResolvedOptions } from '../core/options.ts'
import type { TuneResult } from '../core/tune-result.ts'
import { assignSplits } from '../dataset/assign-splits.ts'
import { bySplit } from '../dataset/by-split.ts'
import { findLeaks, type Leak } from '../dataset/find-leaks.ts'
import type { ModelClient } from '../model/client.ts'
import type { TuneInput } from '../tune/tune-input.ts'
import { tunePrompt } from '../tune/tune-prompt.ts'
import type { Suite } from './read-suite.ts'

/** How a suite is tuned, apart from what it says itself. */
export interface TuneSuiteContext
  extends Pick<
    TuneInput,
    'root' | 'stateDir' | 'onlyFailing' | 'stop' | 'endLater' | 'hold' | 'signal' | 'onEvent' | 'ownCritiques'
  > {
  readonly options: ResolvedOptions
  readonly model: ModelClient
}

/**
 * Splits the suite's rows and tunes its prompt.
 *
 * @throws RetuneError `TUNE_LEAK`, and whatever `tunePrompt` of the tuner throws
 */
export async function tuneSuite(suite: Suite, context: TuneSuiteContext): Promise<TuneResult> {
  const { options, ...rest } = context
  const cases = assignSplits([...suite.cases], { seed: options.tune.seed, ...suite.options.split })
  const leaks = findLeaks(cases)
  refuseExactLeaks(suite.name, leaks)
  return tunePrompt({
    ...rest,
    redactor: suite.redactor,
    suite: suite.name,
    prompt: suite.prompt,
    promptFile: suite.promptFile,
    cases: bySplit(cases),
    spec: suite.spec,
    criteria: suite.options.critique?.criteria,
    gate: suite.options.gate && withoutBaseline(suite.options.gate),
    objective: suite.options.objective,
    options: options.tune,
    diagnosis: options.diagnose,
    prices: options.prices,
    concurrency: options.limits.concurrency,
    notes: nearLeakNotes(leaks),
  })
}

/** A tuning measures prompts against each other, not against what was accepted once. */
function withoutBaseline({ passRate, critical }: Gate): Gate {
  return { passRate, critical }
}

/** The same row in two splits makes the tuned score worthless, so it is refused before anything is paid for. */
function refuseExactLeaks(suite: string, leaks: readonly Leak[]): void {
  const exact = leaks.filter(({ kind }) => kind === 'exact')
  if (exact.length === 0) return
  throw retuneError('TUNE_LEAK', { suite, pairs: exact.slice(0, 3).map(describePair), count: exact.length })
}

function nearLeakNotes(leaks: readonly Leak[]): string[] {
  const near = leaks.filter(({ kind }) => kind === 'near')
  if (near.length === 0) return []
  const shown = near.slice(0, 3).map(describePair).join('; ')
  return [
    `${near.length} nearly equal ${near.length === 1 ? 'pair of rows stands' : 'pairs of rows stand'} in different splits: ${shown}.`,
  ]
}

function describePair({ a, b }: Leak): string {
  const place = (item: Leak['a']) => (item.at ? formatLocation(item.at) : item.id)
  return `${place(a)} (${a.split}) = ${place(b)} (${b.split})`
}
