import type { CaseResult } from '../core/case-result.ts'
import type { Diagnosis } from '../core/diagnosis.ts'
import { messageOf } from '../core/errors.ts'
import { addUsage, noUsage, type Usage } from '../core/usage.ts'
import type { GenerateResult, ModelClient } from '../model/client.ts'
import { type CritiqueSubject, critiquePrompt, critiqueSchema } from './critique-prompt.ts'
import { diagnosisLabel } from './diagnosis-label.ts'
import { mechanicalDiagnosis } from './mechanical-diagnosis.ts'

/** Errors one after another that make the critic count as down. */
const mostErrors = 3
const mostDiagnoses = 3

export interface Critic {
  /** The diagnoses of one failed case: by the model or, when it gives none, a mechanical one. Never throws. */
  critique(result: CaseResult): Promise<readonly Diagnosis[]>
  usage(): Usage
  /** What a reader should know about the critiques so far. */
  notes(): string[]
}

export interface CriticOptions extends CritiqueSubject {
  readonly model: ModelClient
  readonly signal?: AbortSignal | undefined
}

/** Asks the critic model. After 3 errors in a row the calls under way are dropped and no further case is asked. */
export function createCritic(options: CriticOptions): Critic {
  const messagesFor = critiquePrompt(options)
  const down = new AbortController()
  const signal = options.signal ? AbortSignal.any([options.signal, down.signal]) : down.signal
  const unusable = new Map<string, number>()
  let usage = noUsage
  let cases = 0
  let unasked = 0
  let errorsInARow = 0
  let firstError: string | undefined

  const ask = async (result: CaseResult): Promise<GenerateResult> => {
    try {
      const messages = messagesFor(result)
      return await options.model.generate(
        { role: 'critic', messages, output: { name: 'critique', schema: critiqueSchema } },
        { signal },
      )
    } catch (thrown) {
      return { status: 'error', error: { kind: 'connection', message: messageOf(thrown) }, usage: noUsage }
    }
  }

  const dropped = (result: CaseResult) => {
    unasked += 1
    return [mechanicalDiagnosis(result)]
  }

  return {
    async critique(result) {
      cases += 1
      if (signal.aborted) return dropped(result)
      const reply = await ask(result)
      usage = addUsage(usage, reply.usage)
      if (reply.status === 'error') {
        if (!signal.aborted) {
          firstError ??= `${reply.error.kind}: ${reply.error.message}`
          errorsInARow += 1
          if (errorsInARow >= mostErrors) down.abort()
        }
        return dropped(result)
      }
      errorsInARow = 0
      const diagnoses = reply.status === 'ok' ? readCritique(reply.output, result) : []
      if (diagnoses.length > 0) return diagnoses
      const kind = reply.status === 'failed' ? reply.kind : 'malformed'
      unusable.set(kind, (unusable.get(kind) ?? 0) + 1)
      return [mechanicalDiagnosis(result)]
    },
    usage: () => usage,
    notes() {
      const notes: string[] = []
      const instead = 'diagnosed from its result alone'
      if (unasked > 0) {
        const cause = firstError ?? 'the run was stopped'
        const gaveUp = down.signal.aborted ? `; not asked again after ${mostErrors} errors in a row` : ''
        notes.push(
          `The critic could not be asked for ${unasked} of ${cases} failed cases (${cause})${gaveUp}: each ${instead}.`,
        )
      }
      const answers = [...unusable.values()].reduce((sum, count) => sum + count, 0)
      if (answers > 0) {
        const kinds = [...unusable]
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([kind, count]) => `${count} ${kind}`)
        notes.push(
          `The critic gave no usable answer for ${answers} of ${cases} failed cases (${kinds.join(', ')}): each ${instead}.`,
        )
      }
      return notes
    },
  }
}

function readCritique(output: unknown, result: CaseResult): Diagnosis[] {
  const parsed = critiqueSchema.safeParse(output)
  if (!parsed.success) return []
  const byLabel = new Map<string, Diagnosis>()
  for (const { label: written, definition, why, basis } of parsed.data.diagnoses) {
    const label = diagnosisLabel(written)
    if (label === undefined || byLabel.has(label.toLowerCase()) || byLabel.size === mostDiagnoses) continue
    byLabel.set(label.toLowerCase(), {
      caseId: result.id,
      label,
      definition: definition.slice(0, 600).toWellFormed(),
      why: why.slice(0, 1_000).toWellFormed(),
      basis: basis.slice(0, 1_000).toWellFormed(),
      impact: 1 - (result.score ?? 0),
      confidence: parsed.data.confidence,
      source: 'critic',
    })
  }
  return [...byLabel.values()]
}
