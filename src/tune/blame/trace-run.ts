import type { LineOrigin } from '../../core/prompt-blame.ts'
import { matchTopic } from './match-topic.ts'
import type { RecordedIteration, RecordedRun } from './recorded-run.ts'
import { type TracedPrompt, tracePrompts } from './trace-prompts.ts'

/** A text that a prompt file had, and whom its new lines are from. */
export interface Version {
  readonly source: string
  /** @param line a line that the version before did not have; `replaced`: the lines that stood in its place */
  originOf(line: string, replaced: readonly string[]): LineOrigin
}

/** The texts between a run's seed and its outcome, oldest first, without the seed. */
export function traceRun(run: RecordedRun): Version[] {
  const traced = tracePrompts(run, run.iterations)
  const way: Version[] = []
  const best = traced.find(({ recorded }) => recorded.iteration === run.best)
  for (let at = best; at?.parent; at = at.parent) way.unshift(versionOf(run, at))
  const last = way.at(-1)?.source
  if (last === run.after) return way
  if (last !== undefined) return [...way, byHand(run.after, run.run)]
  return [unknownWay(run)]
}

function versionOf(run: RecordedRun, { prompt, recorded, parent }: TracedPrompt): Version {
  return { source: prompt.source, originOf: tuned(run, recorded, parent?.recorded) }
}

/** The steps cannot be told apart any more: all is from the iteration that won. */
function unknownWay(run: RecordedRun): Version {
  const best = run.iterations.find(({ iteration }) => iteration === run.best)
  const before = run.iterations.findLast(({ iteration }) => iteration < run.best)
  return {
    source: run.after,
    originOf: tuned(run, best ?? { iteration: run.best, promptHash: '' }, before),
  }
}

function tuned(
  { run, suite }: RecordedRun,
  { iteration, patch }: RecordedIteration,
  answered: RecordedIteration | undefined,
): Version['originOf'] {
  const rationale = patch?.rationale ?? ''
  const revision = { run, suite, iteration, rationale }
  const topics = answered?.report?.topics ?? []
  return (line, replaced) => ({
    from: 'tuning',
    revision,
    topic: matchTopic(topics, { line, replaced, rationale }),
  })
}

/** A text that a person made of the outcome of a run. */
export function byHand(source: string, run: string): Version {
  return { source, originOf: () => ({ from: 'hand', run }) }
}
