import type { CritiqueStore } from '../../diagnosis/critiques/critique-store.ts'
import type { RunContext } from '../run-context.ts'
import { diagnosePart, type PartReport } from './diagnose-part.ts'
import { leadOf } from './lead.ts'
import { dropAt, type Parts, pace, promiseAt } from './pace.ts'
import { racePart } from './race-part.ts'
import type { Trial } from './trial.ts'

export interface Revision {
  readonly trial: Trial
  /** The prompt that it was made from, and the report that it answers. */
  readonly parent: Trial
  readonly answered: PartReport
  readonly best: Trial
  readonly parts: Parts
  readonly iteration: number
  readonly critiques: CritiqueStore
}

/**
 * `won`: it is the best prompt now; `ahead` of the prompt that it was made from on optimization, or not: `behind`; so far behind that
 * it is given up: `dropped`.
 */
export type Verdict = 'won' | 'ahead' | 'behind' | 'dropped'

export interface Tried {
  readonly verdict: Verdict
  /** Absent when it was dropped undiagnosed. */
  readonly report?: PartReport
  /** It lost against the best prompt on a part of dev. */
  readonly racedOut: boolean
}

/**
 * Tries a revision step by step, and no step is taken when the one before speaks against it: the first optimization rows; a
 * diagnosis; rows of dev. `undefined` when the tuning was stopped meanwhile.
 */
export async function tryRevision(revision: Revision, context: RunContext): Promise<Tried | undefined> {
  const { trial, parent, answered, best, parts, iteration, critiques } = revision
  const { input } = context
  const lead = (other: Trial) =>
    leadOf(
      { results: trial.results('optimization'), length: trial.length },
      { results: other.results('optimization'), length: other.length },
      input,
    )
  if (!(await trial.ask('optimization', pace.least, iteration))) return undefined
  const rows = () => trial.results('optimization').length
  if (lead(parent) <= -dropAt(rows())) {
    await trial.record('optimization', iteration)
    return { verdict: 'dropped', racedOut: false }
  }
  const report = await diagnosePart(
    { trial, iteration, failures: parts.failures, previous: answered.report, critiques },
    context,
  )
  if (!report) return undefined
  const ahead = lead(parent)
  const verdict = ahead <= -dropAt(rows()) ? 'dropped' : ahead > 0 ? 'ahead' : 'behind'
  if (verdict === 'dropped' || lead(best) < promiseAt(rows())) return { verdict, report, racedOut: false }
  const end = await racePart({ challenger: trial, best, rows: parts.dev, iteration }, context)
  if (!end) return undefined
  const racedOut = end === 'lost' && trial.results('dev').length < input.cases.dev.length
  await best.record('dev', iteration)
  await trial.record('dev', iteration, racedOut ? { racedOut } : undefined)
  return { verdict: end === 'won' ? 'won' : verdict, report, racedOut }
}
