import { hashValue } from '../../core/canonical-hash.ts'
import type { Stop } from '../../core/tune-result.ts'
import { applyPatch } from '../../prompt/apply-patch.ts'
import type { PromptFile } from '../../prompt/prompt-file.ts'
import { checkMeasuredWeights } from '../check-weights.ts'
import type { Decision } from '../journal-event.ts'
import { openCritiques } from '../measure-prompt.ts'
import { proposePatch } from '../propose-patch.ts'
import type { RunContext } from '../run-context.ts'
import { findAllCorrect, findLastRevision, findPassing, findUnjudged, interrupted } from '../stop-rules.ts'
import type { Strategy } from '../strategies/strategy.ts'
import type { LoopOutcome } from '../tune-loop.ts'
import { withoutIdleCritic } from '../without-idle-critic.ts'
import { completeSets, keepForSets } from './complete-sets.ts'
import { diagnosePart, type PartReport } from './diagnose-part.ts'
import { leadOf } from './lead.ts'
import { mayPass } from './may-pass.ts'
import { measureTrial } from './measure-trial.ts'
import { firstParts, grow, pace } from './pace.ts'
import { racePart } from './race-part.ts'
import { createRecord } from './record.ts'
import { createTrial, orderSplits, type Trial } from './trial.ts'
import { tryRevision } from './try-revision.ts'

/**
 * The schedule for few calls. What full rounds spend on measuring every revision on all rows goes into more revisions here:
 *
 * - A revision is asked the first rows of the optimization set, in an order of which every beginning is a stratified sample, until
 *   ten failures are known: early in a tuning those are 20 rows. The report on them is what the optimizer answers next.
 * - The next revision is made from the latest one, also where that gained nothing: where failures have several causes each, a good
 *   edit shows in the score only after others, and to drop it would lose it. A revision that clearly fell behind is dropped undiagnosed.
 * - Only one that is ahead of the best prompt on optimization is asked dev rows, the same as the best one, until one of both leads.
 * - After `patience` revisions that did not even gain on the prompt that they were made from, the tuning goes back to the best prompt and
 *   doubles both parts; a gain on dev makes them small again. With whole sets it ends.
 * - At the end seed and winner are asked all the rest, as far as the budget reaches, and the winner has to be ahead on all of dev.
 *
 * No row is asked twice of the same prompt.
 */
export async function runProgressive(strategy: Strategy, given: RunContext): Promise<LoopOutcome> {
  const context = withoutIdleCritic(given, strategy)
  const { input, stops } = context
  const order = orderSplits(context)
  const critiques = openCritiques(context)
  const record = createRecord(context)
  const trials = new Map<string, Trial>()
  const reports = new Map<Trial, PartReport>()
  const trialOf = (prompt: PromptFile, iteration: number): Trial => {
    const key = hashValue(prompt.sections.map(({ name, text }) => [name, text]))
    const trial = trials.get(key) ?? createTrial(prompt, iteration, order, context)
    trials.set(key, trial)
    return trial
  }

  const seed = trialOf(input.prompt, 0)
  let best = seed
  let current = seed
  let parts = firstParts()
  let losses = 0
  let iteration = 0

  const end = async (stop: Stop): Promise<LoopOutcome> => {
    const last = await completeSets({ seed, best, iteration }, context)
    const reason = stops.reason()?.code === 'interrupted' ? interrupted : stop
    const bestIteration = last.best.iteration
    await context.journal.append({ type: 'stop', iteration, best: bestIteration, stop: reason })
    const measured = (trial: Trial) => measureTrial(trial, { report: reports.get(trial)?.report }, context)
    return {
      seed: measured(seed),
      best: measured(last.best),
      bestIteration,
      iterations: record.iterations,
      stop: reason,
      noise: last.noise,
    }
  }
  /** Stopped from outside, in the midst of something. */
  const cut = () => end(stops.reason() ?? interrupted)

  const diagnose = async (trial: Trial, previous: PartReport | undefined): Promise<boolean> => {
    const report = await diagnosePart(
      { trial, iteration, failures: parts.failures, previous: previous?.report, critiques },
      context,
    )
    if (report) reports.set(trial, report)
    return report !== undefined
  }
  /** Is there nothing more to ask? */
  const isWhole = (trial: Trial) =>
    (reports.get(trial)?.rows ?? 0) >= input.cases.optimization.length && parts.dev >= input.cases.dev.length
  /** Lets the prompt at hand race against the best one, where it is ahead on optimization. Did it win? */
  const contestBest = async (): Promise<boolean | undefined> => {
    if (current === best || leadOf(answersOf(current), answersOf(best), input) < 1) return false
    const raced = await racePart({ challenger: current, best, rows: parts.dev, iteration }, context)
    if (!raced) return undefined
    await best.record('dev', iteration)
    await current.record('dev', iteration)
    if (raced === 'lost') return false
    best = current
    parts = firstParts()
    losses = 0
    await record.promote(best)
    return true
  }
  /** Goes back to the best prompt, with larger parts. */
  const goBack = async (): Promise<boolean> => {
    parts = grow(parts)
    losses = 0
    current = best
    context.emit({ type: 'phase', text: `going back to iteration ${best.iteration}, with more rows` })
    return diagnose(best, reports.get(best))
  }

  context.emit({ type: 'phase', text: 'measuring the seed prompt on the first rows' })
  const begun = await Promise.all([diagnose(seed, undefined), seed.ask('dev', pace.least, 0)])
  if (begun.includes(false)) return cut()
  await seed.record('dev', 0)
  if (input.onlyFailing && mayPass(measureTrial(seed, { report: undefined }, context), context)) {
    const all = (part: 'optimization' | 'dev') => seed.ask(part, input.cases[part].length, 0)
    if ((await Promise.all([all('optimization'), all('dev')])).includes(false)) return cut()
  }
  const start = measureTrial(seed, { report: reports.get(seed)?.report }, context)
  checkMeasuredWeights(input, [start.optimization.metrics, start.dev.metrics])
  await record.add(seed, { measured: start, improved: true, best })
  const ending = findUnjudged(start) ?? (input.onlyFailing ? findPassing(start, input.gate) : undefined)
  if (ending) return end(ending)

  for (;;) {
    keepForSets(seed, best, context)
    const report = reports.get(current)
    if (!report) throw new Error('a prompt is revised by its report')
    if (report.rows >= input.cases.optimization.length) {
      const correct = findAllCorrect(report.report.metrics)
      if (correct) return end(correct)
    }
    const last = findLastRevision(iteration, input.options)
    if (last) return end(last)

    const decision: Decision = await proposePatch(
      strategy,
      {
        iteration,
        prompt: current.prompt,
        memory: record.memoryFor(current),
        part: { rows: report.rows, of: input.cases.optimization.length },
        diagnose: async () => report.report,
      },
      context,
    )
    const stopped = stops.reason()
    if (stopped && decision.action === 'stop' && decision.stop.code === 'errors') return end(stopped)
    const from = current.iteration === iteration ? {} : { from: current.iteration }
    await context.journal.append({ type: 'decision', iteration, ...from, decision })
    if (decision.action === 'stop') {
      // On a part of the rows it may only seem so.
      if (decision.stop.code !== 'optimizer' || isWhole(best)) return end(decision.stop)
      if (!(await goBack())) return cut()
      continue
    }
    if (stopped) return end(stopped)

    iteration += 1
    const parent = current
    const trial = trialOf(applyPatch(parent.prompt, decision.patch.sections), iteration)
    const known = trial.iteration < iteration
    context.emit({
      type: 'phase',
      text: `trying revision ${iteration}, made from iteration ${parent.iteration}`,
    })
    const tried = known
      ? ({ verdict: 'behind', report: reports.get(trial), racedOut: false } as const)
      : await tryRevision({ trial, parent, answered: report, best, parts, iteration, critiques }, context)
    if (!tried) return cut()
    if (tried.report) reports.set(trial, tried.report)
    const measured = measureTrial(trial, { report: tried.report?.report, racedOut: tried.racedOut }, context)
    const won = tried.verdict === 'won'
    if (won) best = trial
    await record.add(trial, {
      measured,
      improved: won,
      best,
      revision: {
        parent,
        patch: decision.patch,
        verdict: tried.verdict,
        diagnosed: tried.report !== undefined,
        iteration,
      },
    })
    const unjudged = findUnjudged({
      optimization: measured.optimization,
      dev: best === trial ? measured.dev : start.dev,
    })
    if (unjudged) return end(unjudged)

    if (won) {
      parts = firstParts()
      losses = 0
    } else if (tried.verdict !== 'ahead') losses += 1
    if (!known && tried.verdict !== 'dropped') current = trial
    if (losses < input.options.patience) continue
    // What was gained since in small steps may be worth more than what the best prompt has shown on dev.
    const contest = await contestBest()
    if (contest === undefined) return cut()
    if (contest) continue
    if (isWhole(best)) {
      const times = losses === 1 ? 'The last revision' : `The last ${losses} revisions`
      return end({ code: 'patience', reason: `${times} gained nothing, on all rows.` })
    }
    if (!(await goBack())) return cut()
  }
}

function answersOf(trial: Trial) {
  return { results: trial.results('optimization'), length: trial.length }
}
