import { resolve } from 'node:path'
import { hashValue } from '../core/canonical-hash.ts'
import { splits } from '../core/case.ts'
import type { TuneResult } from '../core/tune-result.ts'
import { describeModels } from '../model/describe-models.ts'
import { checkInput } from './check-input.ts'
import { checkWeights } from './check-weights.ts'
import { concludeTuning } from './conclude.ts'
import { type Journal, openJournal } from './journal.ts'
import { createObjective } from './objective.ts'
import { relativePath } from './relative-path.ts'
import { findStrategy } from './strategies/strategy-map.ts'
import type { TuneEvent, TuneInput } from './tune-input.ts'
import { runTuneLoop } from './tune-loop.ts'
import { createUsageMeter } from './usage-meter.ts'

/**
 * Tunes one prompt: measures it, lets the strategy propose revisions, keeps the one with the best objective on dev, reads
 * the test split once for seed and winner, and writes the prompt file if the seed was beaten. Every step stands in the
 * journal of the run's folder, `<stateDir>/runs/<suite>/<n>/`, before it is acted on. What a model or a network does ends
 * the tuning with a stop reason and the best so far, never with a throw.
 *
 * @throws RetuneError `TUNE_NOTHING_TUNABLE`, `TUNE_EMPTY_SPLIT`, `TUNE_UNKNOWN_STRATEGY`, `TUNE_UNKNOWN_SCORER`,
 *   `TUNE_UNKNOWN_PRICE`, `TUNE_JOURNAL_FAILED`
 */
export async function tunePrompt(input: TuneInput): Promise<TuneResult> {
  const strategy = findStrategy(input.options.strategy)
  const notes = [...(input.notes ?? []), ...checkInput(input)]
  checkWeights(input)
  const objective = createObjective(input)
  const journal = await openJournal(resolve(input.root, input.stateDir), input.suite)
  const ended = new AbortController()
  try {
    await journalStart(input, journal)
    const context = {
      input,
      journal,
      meter: createUsageMeter(),
      objective,
      notes,
      emit: (event: TuneEvent) => input.onEvent?.(event),
      signal: input.signal ? AbortSignal.any([input.signal, ended.signal]) : ended.signal,
    }
    return await concludeTuning(await runTuneLoop(strategy, context), context)
  } finally {
    ended.abort()
    await journal.close()
  }
}

async function journalStart(input: TuneInput, journal: Journal): Promise<void> {
  const { suite, prompt, cases, options, diagnosis, objective, model } = input
  const rows = splits.map((split) =>
    cases[split].map(({ id, input: values, expected, skip }) => ({ split, id, values, expected, skip })),
  )
  await journal.append({
    type: 'start',
    schema: 'prompt-retune/journal@1',
    suite,
    promptFile: relativePath(input.root, input.promptFile),
    promptHash: prompt.hash,
    source: prompt.source,
    datasetHash: hashValue(rows),
    cases: { optimization: cases.optimization.length, dev: cases.dev.length, test: cases.test.length },
    options,
    diagnosis,
    objective,
    model: describeModels(model, prompt.settings.model),
  })
}
