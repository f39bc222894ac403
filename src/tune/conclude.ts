import { join } from 'node:path'
import type { Metrics } from '../core/metrics.ts'
import type { SplitMetrics, Stop, TuneResult } from '../core/tune-result.ts'
import { judgeGate } from '../evaluate/gate/judge-gate.ts'
import { describeModels } from '../model/describe-models.ts'
import { analyzeRun } from './analysis/analyze-run.ts'
import { compareOutcome, noteNoise, type TestReadings } from './compare-outcome.ts'
import { evaluateSplit } from './evaluate-split.ts'
import type { Evaluation } from './evaluation.ts'
import { findRefusal } from './judge-acceptance.ts'
import { keepFile } from './keep-file.ts'
import { keepResult } from './keep-result.ts'
import type { Measured } from './measured.ts'
import { type Placed, placeTuned } from './place-tuned.ts'
import { relativePath } from './relative-path.ts'
import { countOpen } from './resume/open-questions.ts'
import type { RunContext } from './run-context.ts'
import { scheduleOf } from './schedule.ts'
import { findUnjudged, interrupted } from './stop-rules.ts'
import { askedOf } from './to-iteration.ts'
import type { TuneInput } from './tune-input.ts'
import type { LoopOutcome } from './tune-loop.ts'
import { mostUsage } from './usage-meter.ts'

const holdsSecret =
  "The prompt holds what looks like a secret. It is left out of the run's folder: a prompt is no place for it."

/** Reads the test split, writes the prompt file if it may, and leaves the result in the run's folder. */
export async function concludeTuning(outcome: LoopOutcome, context: RunContext): Promise<TuneResult> {
  const { input, journal, meter, notes, redactor } = context
  const { seed, best, bestIteration, iterations, noise } = outcome
  const test = await readTest(outcome, context)
  const stop = await confirmStop(outcome, context)
  const kept = join(journal.folder, 'tuned.prompt.md')
  const shown = redactor.text(best.prompt.source)
  if (bestIteration > 0) await keepFile(kept, shown)
  if (bestIteration > 0 && shown !== best.prompt.source) notes.push(holdsSecret)
  const comparison = compareOutcome(outcome, test, input)
  const refusal = bestIteration > 0 ? findRefusal(input.options.accept, comparison?.dev) : undefined
  notes.push(...(refusal === undefined ? [] : [refusal]), ...noteNoise(comparison?.dev, noise))
  // The gate is asked of the prompt that stays.
  const { dev } = refusal === undefined ? best : seed
  const gate = judgeGate(dev.metrics, input.gate, dev.results)
  const wanted = bestIteration > 0 && refusal === undefined && !input.options.dryRun
  const cut = stop.code === 'interrupted'
  const pending = wanted && (input.hold === 'always' || (input.hold === 'interrupted' && cut))
  const mayWrite = wanted && !pending && !cut
  const placed: Placed = mayWrite ? await place(outcome, gate, context) : { written: false }
  if (bestIteration > 0 && !pending && !placed.written && placed.out === undefined) {
    notes.push(`The tuned prompt is kept in ${relativePath(input.root, kept)}.`)
  }
  const result: TuneResult = {
    schema: 'prompt-retune/tune@1',
    suite: input.suite,
    promptFile: relativePath(input.root, input.promptFile),
    folder: relativePath(input.root, journal.folder),
    model: describeModels(input.model, input.prompt.settings.model),
    strategy: input.options.strategy,
    schedule: scheduleOf(input.options),
    seed: splitMetrics(seed, test.seed?.metrics, input),
    tuned: splitMetrics(best, test.best?.metrics, input),
    best: bestIteration,
    iterations: [...iterations],
    stop,
    before: input.prompt.source,
    after: best.prompt.source,
    ...(refusal === undefined ? {} : { accepted: false }),
    written: placed.written,
    ...(placed.out === undefined ? {} : { out: placed.out }),
    ...(pending ? { pending } : {}),
    dryRun: input.options.dryRun,
    gate,
    usage: mostUsage(meter.total(), context.budget.spent()),
    ...(comparison ? { comparison } : {}),
    ...(noise ? { noise } : {}),
    analysis: analyzeRun(iterations, input.prompt),
    notes: [...notes],
  }
  await keepResult(journal.folder, result, redactor)
  return result
}

/** Both prompts at once; a seed that was never beaten is read once. */
async function readTest(
  { seed, best, bestIteration, stop }: LoopOutcome,
  context: RunContext,
): Promise<TestReadings> {
  const { test: rows } = context.input.cases
  if (stop.code === 'interrupted' || stop.code === 'already-passing') return {}
  if (findUnjudged(seed)) {
    context.notes.push('The test split was not read, because the seed prompt could not be judged.')
    return {}
  }
  context.stops.renew()
  const prompts = bestIteration === 0 ? [seed.prompt] : [seed.prompt, best.prompt]
  const unaffordable = context.budget.openTest(countOpen(rows, prompts, context))
  if (unaffordable !== undefined) {
    context.notes.push(unaffordable)
    return {}
  }
  context.emit({ type: 'phase', text: `reading ${rows.length} test cases` })
  const read = ({ prompt }: Measured, iteration: number): Promise<Evaluation> =>
    evaluateSplit({ prompt, split: 'test', iteration }, context)
  const ofSeed = read(seed, 0)
  const [seedTest, bestTest] = await Promise.all([
    ofSeed,
    bestIteration === 0 ? ofSeed : read(best, bestIteration),
  ])
  if (seedTest.whole && bestTest.whole) return { seed: seedTest, best: bestTest }
  const reason = context.stops.reason()
  if (reason?.code === 'budget')
    context.notes.push(`The test split was not read to its end. ${reason.reason}`)
  return {}
}

/** An interruption while the test split was read still keeps the prompt file from being written. */
async function confirmStop(
  { stop, iterations, bestIteration }: LoopOutcome,
  context: RunContext,
): Promise<Stop> {
  if (stop.code === 'interrupted' || context.stops.reason()?.code !== 'interrupted') return stop
  const iteration = iterations.at(-1)?.iteration ?? 0
  await context.journal.append({ type: 'stop', iteration, best: bestIteration, stop: interrupted })
  return interrupted
}

async function place(
  { seed, best }: LoopOutcome,
  gate: TuneResult['gate'],
  { input, journal, notes }: RunContext,
): Promise<Placed> {
  await journal.append({ type: 'write', promptHash: best.prompt.hash, gate })
  const placed = await placeTuned(best.prompt, {
    root: input.root,
    promptFile: input.promptFile,
    before: seed.prompt.source,
    out: input.options.out,
  })
  if (placed.problem !== undefined) notes.push(placed.problem)
  return placed
}

function splitMetrics(measured: Measured, test: Metrics | undefined, input: TuneInput): SplitMetrics {
  const { optimization, dev, length, objective } = measured
  const asked = askedOf(measured, input)
  return {
    ...(asked ? { asked } : {}),
    optimization: optimization.metrics,
    dev: dev.metrics,
    ...(test ? { test } : {}),
    promptLength: length,
    objective,
  }
}
