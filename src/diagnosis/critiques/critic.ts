import type { CaseResult } from '../../core/case-result.ts'
import type { Diagnosis } from '../../core/diagnosis.ts'
import { messageOf } from '../../core/errors.ts'
import type { Redactor } from '../../core/redaction/create-redactor.ts'
import { addUsage, noUsage, type Usage } from '../../core/usage.ts'
import type { GenerateResult, ModelClient } from '../../model/client.ts'
import { critiqueKey } from './critique-key.ts'
import { type CritiqueSubject, critiquePrompt, critiqueSchema } from './critique-prompt.ts'
import { type CritiqueRecord, type CritiqueStore, createCritiqueStore } from './critique-store.ts'
import { diagnosisLabel } from './diagnosis-label.ts'
import { mechanicalDiagnosis } from './mechanical-diagnosis.ts'

/** Errors one after another that make the critic count as down. */
const mostErrors = 3
/** Diagnoses of one case at most. */
export const mostDiagnoses = 3

export interface Critic {
  /** The diagnoses of one failed case: by the model or, when it gives none, a mechanical one. Never throws. */
  critique(result: CaseResult): Promise<readonly Diagnosis[]>
  usage(): Usage
  /** How many critiques were known and not paid for again. */
  reused(): number
  /** Was it given up, or the run stopped? Then further calls would be for nothing. */
  isDown(): boolean
  /** What a reader should know about the critiques so far. */
  notes(): string[]
}

export interface CriticOptions extends CritiqueSubject {
  readonly model: ModelClient
  /** Critiques of earlier runs and prompts. Default: none. */
  readonly known?: CritiqueStore | undefined
  readonly signal?: AbortSignal | undefined
  /** Critiques are kept without secrets. */
  readonly redactor: Redactor
}

/**
 * Asks the critic model, but not about a case and output that it has criticized before (see `critiqueKey`). After 3 errors in a row the calls under way are dropped and no further case
 * is asked.
 */
export function createCritic(options: CriticOptions): Critic {
  const messagesFor = critiquePrompt(options)
  const known = options.known ?? createCritiqueStore()
  const underWay = new Map<string, Promise<CritiqueRecord | undefined>>()
  const down = new AbortController()
  const signal = options.signal ? AbortSignal.any([options.signal, down.signal]) : down.signal
  const unusable = new Map<string, number>()
  let usage = noUsage
  let cases = 0
  let reused = 0
  let unasked = 0
  let errorsInARow = 0
  let firstError: string | undefined

  const ask = async (result: CaseResult): Promise<GenerateResult> => {
    try {
      const messages = messagesFor(result)
      return await options.model.generate(
        { role: 'critic', messages, output: { name: 'critique', schema: critiqueSchema } },
        { signal, caseId: result.id },
      )
    } catch (thrown) {
      return { status: 'error', error: { kind: 'connection', message: messageOf(thrown) }, usage: noUsage }
    }
  }

  /** `undefined`: there is no usable critique, and the notes say why. */
  const criticize = async (result: CaseResult): Promise<CritiqueRecord | undefined> => {
    if (signal.aborted) {
      unasked += 1
      return undefined
    }
    const reply = await ask(result)
    usage = addUsage(usage, reply.usage)
    if (reply.status === 'error') {
      unasked += 1
      // A call that was not made says nothing of the critic.
      if (!signal.aborted && reply.error.kind !== 'aborted') {
        firstError ??= `${reply.error.kind}: ${reply.error.message}`
        // A replay cannot be down, and a budget says nothing of the critic.
        if (reply.error.kind !== 'recording' && reply.error.kind !== 'budget') errorsInARow += 1
        if (errorsInARow >= mostErrors) down.abort()
      }
      return undefined
    }
    errorsInARow = 0
    const critique = reply.status === 'ok' ? readCritique(reply.output, options.redactor) : undefined
    if (critique) return critique
    const kind = reply.status === 'failed' ? reply.kind : 'malformed'
    unusable.set(kind, (unusable.get(kind) ?? 0) + 1)
    return undefined
  }

  const recallOrAsk = async (key: string, result: CaseResult): Promise<CritiqueRecord | undefined> => {
    const paid = await known.get(key).catch(() => undefined)
    if (paid) {
      reused += 1
      return paid
    }
    const critique = await criticize(result)
    if (critique) known.put(key, critique)
    return critique
  }

  /** One after another for the same key, so that the second one finds what the first one paid for. */
  const critiqueOf = (result: CaseResult): Promise<CritiqueRecord | undefined> => {
    const key = critiqueKey(result, options)
    const before = underWay.get(key)
    const critique = before ? before.then(() => recallOrAsk(key, result)) : recallOrAsk(key, result)
    underWay.set(key, critique)
    return critique
  }

  return {
    async critique(result) {
      cases += 1
      const critique = await critiqueOf(result)
      return critique ? toDiagnoses(critique, result) : [mechanicalDiagnosis(result)]
    },
    reused: () => reused,
    isDown: () => signal.aborted,
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

function readCritique(output: unknown, { text }: Redactor): CritiqueRecord | undefined {
  const parsed = critiqueSchema.safeParse(output)
  if (!parsed.success) return undefined
  const byLabel = new Map<string, CritiqueRecord['diagnoses'][number]>()
  for (const { label: written, definition, why, basis } of parsed.data.diagnoses) {
    const label = diagnosisLabel(text(written))
    if (label === undefined || byLabel.has(label.toLowerCase()) || byLabel.size === mostDiagnoses) continue
    byLabel.set(label.toLowerCase(), {
      label,
      definition: text(definition).slice(0, 600).toWellFormed(),
      why: text(why).slice(0, 1_000).toWellFormed(),
      basis: text(basis).slice(0, 1_000).toWellFormed(),
    })
  }
  return byLabel.size === 0
    ? undefined
    : { diagnoses: [...byLabel.values()], confidence: parsed.data.confidence }
}

function toDiagnoses({ diagnoses, confidence }: CritiqueRecord, { id, score }: CaseResult): Diagnosis[] {
  const impact = 1 - (score ?? 0)
  return diagnoses.map((named) => ({ caseId: id, ...named, impact, confidence, source: 'critic' }))
}
