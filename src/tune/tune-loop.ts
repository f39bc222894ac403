import type { Stop, TuneIteration, TuneResult } from '../core/tune-result.ts'
import { applyPatch } from '../prompt/apply-patch.ts'
import { checkMeasuredWeights } from './check-weights.ts'
import type { Decision } from './journal-event.ts'
import { measureNoise } from './measure-noise.ts'
import { createMeasure } from './measure-prompt.ts'
import type { Measured } from './measured.ts'
import { type MemoryEntry, remember } from './memory/memory.ts'
import { proposePatch } from './propose-patch.ts'
import { openReportGate } from './report-gate.ts'
import type { RunContext } from './run-context.ts'
import { revisionsOf } from './schedule.ts'
import { isBetter } from './select-prompt.ts'
import { findAllCorrect, findLimit, findPassing, findUnjudged, interrupted } from './stop-rules.ts'
import type { Strategy } from './strategies/strategy.ts'
import { askedOf, toIteration } from './to-iteration.ts'
import { withoutIdleCritic } from './without-idle-critic.ts'

export interface LoopOutcome {
  /** Cut short when the tuning was interrupted before the seed was measured. */
  readonly seed: Measured
  readonly best: Measured
  readonly bestIteration: number
  readonly iterations: readonly TuneIteration[]
  readonly stop: Stop
  /** How far the seed's score on dev wavers; see `measureNoise`. */
  readonly noise: TuneResult['noise']
}

/**
 * Measure, select, propose, and again from the prompt that was proposed, also when it lost. A proposal starts together with
 * the measurement of its prompt, unless the measurement may end the tuning: then its calls could be for nothing.
 */
export async function runTuneLoop(strategy: Strategy, context: RunContext): Promise<LoopOutcome> {
  const { input, stops } = context
  const { options } = input
  const measure = createMeasure(withoutIdleCritic(context, strategy))
  const memory: MemoryEntry[] = []
  const iterations: TuneIteration[] = []
  let prompt = input.prompt
  let patch: TuneIteration['patch']
  let seed: Measured | undefined
  let best: { measured: Measured; iteration: number } | undefined
  let streak = 0
  let noise: Promise<TuneResult['noise']> = Promise.resolve(undefined)

  for (let iteration = 0; ; iteration++) {
    announce(iteration, context)
    const gate = openReportGate()
    const step = { iteration, prompt, memory: [...memory], diagnose: () => gate.report }
    const mayBeLast =
      iteration >= revisionsOf(options) ||
      (iteration === 0 ? input.onlyFailing === true : streak + 1 >= options.patience)
    const early = mayBeLast ? undefined : proposePatch(strategy, step, context)
    const measuring = measure(prompt, iteration, best?.measured)
    gate.openWith(measuring.report, stops)
    const measured = await firstFailure(measuring.done, early)

    seed ??= measured
    best ??= { measured, iteration }
    const end = async (stop: Stop): Promise<LoopOutcome> => {
      gate.close()
      await early?.catch(() => {})
      const measuredNoise = await noise
      const reason = stops.reason()?.code === 'interrupted' ? interrupted : stop
      const bestIteration = best?.iteration ?? 0
      await context.journal.append({ type: 'stop', iteration, best: bestIteration, stop: reason })
      return {
        seed: seed ?? measured,
        best: best?.measured ?? measured,
        bestIteration,
        iterations,
        stop: reason,
        noise: measuredNoise,
      }
    }
    const cut = stops.reason()
    if (cut && !(measured.optimization.whole && measured.dev.whole)) return end(cut)
    if (iteration === 0) checkMeasuredWeights(input, [measured.optimization.metrics, measured.dev.metrics])

    const improved = iteration > 0 && isBetter(measured, best.measured, input.prompt, context.objective)
    await journalSelection(measured, iteration, improved, improved ? iteration : best.iteration, context)
    if (improved) best = { measured, iteration }
    streak = improved || iteration === 0 ? 0 : streak + 1
    iterations.push(toIteration(measured, { iteration, improved, patch }, input))
    emitIteration(measured, iteration, best, context)

    const ending =
      findUnjudged(measured) ??
      (iteration === 0 && input.onlyFailing ? findPassing(measured, input.gate) : undefined) ??
      findAllCorrect(measured.optimization.metrics) ??
      findLimit({ iteration, streak }, options)
    if (ending) return end(ending)
    if (iteration === 0) noise = inBackground(measureNoise(measured, context))

    const decision: Decision = await (early ?? proposePatch(strategy, step, context))
    const stopped = stops.reason()
    // It could not be asked for.
    if (stopped && decision.action === 'stop' && decision.stop.code === 'errors') return end(stopped)
    await context.journal.append({ type: 'decision', iteration, decision })
    if (decision.action === 'stop') return end(decision.stop)
    if (stopped) return end(stopped)
    memory.push(remember(iteration, measured.report))
    patch = decision.patch
    prompt = applyPatch(prompt, patch.sections)
  }
}

/** A failure is seen where the promise is awaited, which may be much later. */
function inBackground<T>(work: Promise<T>): Promise<T> {
  work.catch(() => {})
  return work
}

/** The measurement, unless the proposal beside it breaks before: a wrong set-up should not cost a whole evaluation. */
function firstFailure(done: Promise<Measured>, early: Promise<Decision> | undefined): Promise<Measured> {
  if (!early) return done
  return Promise.race([done, early.then(() => done)])
}

function announce(iteration: number, { input, emit }: RunContext): void {
  const { optimization, dev } = input.cases
  const what = iteration === 0 ? 'the seed prompt' : `revision ${iteration}`
  emit({
    type: 'phase',
    text: `measuring ${what} on ${optimization.length} optimization and ${dev.length} dev cases`,
  })
}

async function journalSelection(
  { prompt, objective }: Measured,
  iteration: number,
  improved: boolean,
  best: number,
  { journal }: RunContext,
): Promise<void> {
  await journal.append({ type: 'selection', iteration, promptHash: prompt.hash, objective, improved, best })
}

function emitIteration(
  { optimization, dev }: Measured,
  iteration: number,
  best: { measured: Measured; iteration: number },
  { input, meter, emit }: RunContext,
): void {
  const asked = askedOf({ optimization, dev }, input)
  emit({
    type: 'iteration',
    iteration,
    of: revisionsOf(input.options),
    optimizationScore: optimization.metrics.score,
    devScore: dev.metrics.score,
    ...(asked ? { asked } : {}),
    ...(dev.racedOut ? { racedOut: true } : {}),
    bestDevScore: best.measured.dev.metrics.score,
    bestObjective: best.measured.objective,
    bestIteration: best.iteration,
    ...meter.sums(),
  })
}
