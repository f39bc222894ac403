import type { CaseResult } from '../../core/case-result.ts'
import { compareText } from '../../core/compare-text.ts'
import type { Diagnosis } from '../../core/diagnosis.ts'
import type { DiagnosisOptions } from '../../core/options.ts'
import type { ModelClient } from '../../model/client.ts'
import type { Ledger } from '../ledger.ts'
import { type LocatedDiagnosis, sortDiagnoses } from '../located-diagnosis.ts'
import { assignCases, type CritiquedCase } from './assign-cases.ts'
import type { Critic } from './critic.ts'
import { mechanicalDiagnosis } from './mechanical-diagnosis.ts'
import { sampleCases } from './sample-cases.ts'

export interface CollectOptions {
  readonly model: ModelClient
  readonly critic: Pick<Critic, 'critique'>
  readonly ledger: Ledger
  readonly options: DiagnosisOptions
  readonly seed: number
  readonly signal?: AbortSignal | undefined
}

/** Gathers the diagnoses of failed cases as they arrive. */
export interface Collecting {
  add(failed: CaseResult): void
  /** All diagnoses, in an order that does not depend on that of the cases. */
  finish(): Promise<LocatedDiagnosis[]>
}

/** The critic is asked about a case when it arrives or, with `maxCases`, about a balanced choice when all are there. */
export function collectDiagnoses(options: CollectOptions): Collecting {
  const { mode, maxCases } = options.options
  const failed: CaseResult[] = []
  const pending: Promise<CritiquedCase>[] = []
  const atOnce = mode === 'local' || maxCases === undefined

  return {
    add(result) {
      failed.push(result)
      if (atOnce) pending.push(diagnose(result, options))
    },
    async finish() {
      if (atOnce || failed.length <= maxCases) {
        const cases = await Promise.all(atOnce ? pending : failed.map((result) => diagnose(result, options)))
        return sortDiagnoses(cases.flatMap(({ diagnoses }) => diagnoses))
      }
      return sortDiagnoses(await diagnoseSample(failed, maxCases, options))
    },
  }
}

async function diagnose(
  result: CaseResult,
  { critic, options: { mode } }: CollectOptions,
): Promise<CritiquedCase> {
  const diagnoses = mode === 'local' ? [mechanicalDiagnosis(result)] : await critic.critique(result)
  return { result, diagnoses: diagnoses.map((diagnosis) => locate(diagnosis, result)) }
}

function locate(diagnosis: Diagnosis, { at }: CaseResult): LocatedDiagnosis {
  return { ...diagnosis, ...(at ? { at } : {}) }
}

async function diagnoseSample(
  failed: readonly CaseResult[],
  size: number,
  options: CollectOptions,
): Promise<LocatedDiagnosis[]> {
  const { model, ledger, seed, signal } = options
  const ordered = [...failed].sort((a, b) => compareText(a.id, b.id))
  const chosen = sampleCases(ordered, { size, seed })
  const sampled = await Promise.all(
    ordered.filter((result) => chosen.has(result)).map((result) => diagnose(result, options)),
  )
  const critiqued = sampled.filter(({ diagnoses }) => diagnoses.some(({ source }) => source === 'critic'))
  const rest = ordered.filter((result) => !chosen.has(result))
  const assigned = await assignCases(rest, critiqued, { model, signal, local: false })
  ledger.spend('embeddings', assigned.usage)
  const told =
    critiqued.length > 0
      ? 'got the diagnoses of the most alike of them'
      : 'were diagnosed from their results alone'
  ledger.note(
    `The critic was asked about ${size} of ${failed.length} failed cases (diagnose.maxCases), of every sort alike; the other ${rest.length} ${told}.`,
    ...assigned.notes,
  )
  return [...sampled.flatMap(({ diagnoses }) => diagnoses), ...assigned.diagnoses]
}
