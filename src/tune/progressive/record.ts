import type { PromptPatch, TuneIteration } from '../../core/tune-result.ts'
import type { Measured } from '../measured.ts'
import { type MemoryEntry, type RevisionSummary, remember } from '../memory/memory.ts'
import type { RunContext } from '../run-context.ts'
import { revisionsOf } from '../schedule.ts'
import { toIteration } from '../to-iteration.ts'
import { meanChange } from './lead.ts'
import { measureTrial } from './measure-trial.ts'
import type { Trial } from './trial.ts'
import type { Verdict } from './try-revision.ts'

interface Step {
  readonly measured: Measured
  readonly improved: boolean
  /** The best prompt by now. */
  readonly best: Trial
  /** Absent for the seed. */
  readonly revision?: {
    readonly parent: Trial
    readonly patch: PromptPatch
    readonly verdict: Verdict
    readonly diagnosed: boolean
    readonly iteration: number
  }
}

/** What is told of the iterations: to the journal, the caller, the result, and later to the optimizer. */
export interface Record {
  readonly iterations: readonly TuneIteration[]
  add(trial: Trial, step: Step): Promise<void>
  /** A prompt that was measured before is the best one now. */
  promote(best: Trial): Promise<void>
  /** The memory of a proposal that revises this prompt. */
  memoryFor(current: Trial): readonly MemoryEntry[]
}

const outcomes: Readonly<{ [Name in Verdict]: RevisionSummary['outcome'] }> = {
  won: 'best',
  ahead: 'kept',
  behind: 'kept',
  dropped: 'lost',
}

export function createRecord(context: RunContext): Record {
  const { input, journal, meter } = context
  const iterations: TuneIteration[] = []
  const memory: MemoryEntry[] = []

  return {
    iterations,
    async add(trial, { measured, improved, best, revision }) {
      const iteration = revision?.iteration ?? 0
      const told = toIteration(
        measured,
        { iteration, improved: improved && iteration > 0, patch: revision?.patch },
        input,
      )
      iterations.push({ ...told, ...(revision ? tellRevision(trial, revision) : {}) })
      memory.push(toMemory(measured, iteration, revision))
      await journal.append({
        type: 'selection',
        iteration,
        promptHash: trial.prompt.hash,
        objective: measured.objective,
        improved: improved && iteration > 0,
        best: best.iteration,
      })
      const leader = measureTrial(best, { report: undefined }, context)
      context.emit({
        type: 'iteration',
        iteration,
        of: revisionsOf(input.options),
        optimizationScore: measured.optimization.metrics.score,
        devScore: measured.dev.metrics.score,
        ...(told.asked ? { asked: told.asked } : {}),
        ...(told.racedOut ? { racedOut: true } : {}),
        bestDevScore: leader.dev.metrics.score,
        bestObjective: leader.objective,
        bestIteration: best.iteration,
        ...meter.sums(),
      })
    },
    async promote(best) {
      const { dev, objective } = measureTrial(best, { report: undefined }, context)
      const place = iterations.findIndex(({ iteration }) => iteration === best.iteration)
      const told = iterations[place]
      if (told) {
        const { racedOut: _, asked: before, ...rest } = told
        const [rows, of] = [dev.results.length, input.cases.dev.length]
        const asked = {
          ...(before?.optimization ? { optimization: before.optimization } : {}),
          ...(rows < of ? { dev: { rows, of } } : {}),
        }
        iterations[place] = { ...rest, asked, dev: dev.metrics, objective, improved: true }
      }
      await journal.append({
        type: 'selection',
        iteration: best.iteration,
        promptHash: best.prompt.hash,
        objective,
        improved: true,
        best: best.iteration,
      })
    },
    memoryFor: (current) => memory.filter((entry) => entry.iteration !== current.iteration),
  }
}

type Revised = NonNullable<Step['revision']>

function tellRevision(trial: Trial, { parent, iteration, diagnosed }: Revised): Partial<TuneIteration> {
  const change = (part: 'optimization' | 'dev') => meanChange(trial.results(part), parent.results(part))
  return {
    ...(parent.iteration === iteration - 1 ? {} : { from: parent.iteration }),
    change: { optimization: change('optimization'), dev: change('dev') },
    ...(diagnosed ? {} : { undiagnosed: true }),
  }
}

function toMemory({ report }: Measured, iteration: number, revision: Revised | undefined): MemoryEntry {
  const { topics = [], ...entry } = remember(iteration, report)
  return {
    ...entry,
    ...(topics.length > 0 ? { topics } : {}),
    ...(revision
      ? {
          revision: {
            from: revision.parent.iteration,
            rationale: revision.patch.rationale,
            outcome: outcomes[revision.verdict],
          },
        }
      : {}),
  }
}
