import { resolve } from 'node:path'
import { createRedactor } from '../core/redaction/create-redactor.ts'
import type { TuneResult } from '../core/tune-result.ts'
import { createBudgetMeter } from './budget.ts'
import { createCallGate } from './call-gate.ts'
import { checkInput } from './check-input.ts'
import { checkWeights } from './check-weights.ts'
import { concludeTuning } from './conclude.ts'
import { checkPrices } from './dollars.ts'
import { createObjective } from './objective.ts'
import { runProgressive } from './progressive/run-progressive.ts'
import { relativePath } from './relative-path.ts'
import { endRun } from './resume/end-run.ts'
import { lockPrompt } from './resume/lock-prompt.ts'
import { type LoggedCalls, logCalls } from './resume/logged-calls.ts'
import { openRun } from './resume/open-run.ts'
import { scheduleOf } from './schedule.ts'
import { createStops } from './stops.ts'
import { findStrategy } from './strategies/strategy-map.ts'
import type { TuneEvent, TuneInput } from './tune-input.ts'
import { runTuneLoop } from './tune-loop.ts'
import { createUsageMeter } from './usage-meter.ts'

/**
 * Tunes one prompt: measures it, lets the strategy propose revisions, keeps the one with the best objective on dev, reads
 * the test split once for seed and winner, and writes the prompt file if the seed was beaten. Every step stands in the
 * journal of the run's folder, `<stateDir>/runs/<suite>/<n>/`, before it is acted on, and every answer in its log: a run that was
 * killed at any instant is taken up again by the next call for the same, which makes no completed call again. What a model or
 * a network does ends the tuning with a stop reason and the best so far, never with a throw.
 *
 * @throws RetuneError `TUNE_NOTHING_TUNABLE`, `TUNE_EMPTY_SPLIT`, `TUNE_UNKNOWN_STRATEGY`, `TUNE_UNKNOWN_SCORER`,
 *   `TUNE_UNKNOWN_PRICE`, `TUNE_LOCKED`, `TUNE_JOURNAL_FAILED`
 */
export async function tunePrompt(given: TuneInput): Promise<TuneResult> {
  const strategy = findStrategy(given.options.strategy)
  const rowNotes = checkInput(given)
  checkWeights(given)
  const objective = createObjective(given)
  checkPrices(given)
  const redactor = given.redactor ?? createRedactor()
  const unlock = await lockPrompt(
    resolve(given.root, given.stateDir),
    relativePath(given.root, given.promptFile),
  )
  const stops = createStops(given)
  try {
    const { journal, log, ...opened } = await openRun(given, redactor)
    const budget = createBudgetMeter(opened.input, log.elapsed)
    for (const { by, usage } of log.known) budget.count(by, usage)
    const gate = createCallGate(budget, stops)
    const logged = logCalls({ model: given.model, log, gate, stops, concurrency: given.concurrency })
    try {
      const context = {
        input: withLoggedCalls(opened.input, logged),
        journal,
        redactor,
        meter: createUsageMeter(),
        objective,
        notes: [...(given.notes ?? []), ...opened.notes, ...rowNotes],
        emit: (event: TuneEvent) => given.onEvent?.(event),
        budget,
        log,
        recall: logged.recall,
        history: opened.history,
        stops,
        signal: stops.signal,
      }
      const run = scheduleOf(context.input.options) === 'progressive' ? runProgressive : runTuneLoop
      const result = await concludeTuning(await run(strategy, context), context)
      log.close()
      if (!given.endLater) await endRun(result, given.root)
      return result
    } finally {
      stops.end()
      gate.close()
      log.close()
      await journal.close()
    }
  } finally {
    await unlock()
  }
}

function withLoggedCalls(input: TuneInput, logged: LoggedCalls): TuneInput {
  const { target } = input.spec
  return {
    ...input,
    model: logged.model,
    spec: { ...input.spec, ...(target ? { target: logged.target(target) } : {}) },
  }
}
