import { hashText } from '../core/canonical-hash.ts'
import type { CaseResult } from '../core/case-result.ts'
import type { Diagnosis, DiagnosticReport } from '../core/diagnosis.ts'
import type { Metrics } from '../core/metrics.ts'
import type { DiagnosisOptions } from '../core/options.ts'
import { noUsage, type Usage, type UsageByRole } from '../core/usage.ts'
import type { ModelClient } from '../model/client.ts'
import { buildTopics } from './build-topics.ts'
import { clusterVectors } from './cluster-vectors.ts'
import { createCritic } from './critic.ts'
import type { PromptMessage } from './critique-prompt.ts'
import { embedTexts } from './embed-texts.ts'
import { hasExactLabels } from './exact-labels.ts'
import { diagnosisText, type LocatedDiagnosis, type Member, sortDiagnoses } from './located-diagnosis.ts'
import { mechanicalDiagnosis } from './mechanical-diagnosis.ts'

export interface StartDiagnosisOptions {
  readonly model: ModelClient
  /** The template of the prompt under test, as text or message by message. */
  readonly promptText: string | readonly PromptMessage[]
  /** What the suite says about good answers, for the critic. */
  readonly criteria?: string | undefined
  readonly options: DiagnosisOptions
  readonly seed: number
  readonly signal?: AbortSignal | undefined
}

/** A background distance at which only equal labels come together, as long as there are no more than may be topics. */
const sameLabel = 0.1

/** A diagnosis under way, while results still arrive. */
export interface DiagnosisSession {
  /** Takes a result in; a failed one is critiqued at once. */
  add(result: CaseResult): void
  /** Waits for the critiques, then clusters. The report does not depend on the order in which results were added. */
  finish(metrics: Metrics): Promise<DiagnosticReport>
}

/**
 * Turns failed cases into failure topics: critic -> embeddings -> clusters -> topics. Never throws for what a model does:
 * what the critic or the embedder cannot give is made without them, and the report's notes say so.
 */
export function startDiagnosis(options: StartDiagnosisOptions): DiagnosisSession {
  const { model, signal } = options
  const { mode } = options.options
  const critic = createCritic({ model, prompt: options.promptText, criteria: options.criteria, signal })
  const pending: Promise<readonly LocatedDiagnosis[]>[] = []

  return {
    add(result) {
      if (mode === 'off' || result.verdict !== 'failed') return
      pending.push(locate(result, mode === 'local' ? [mechanicalDiagnosis(result)] : critic.critique(result)))
    },
    async finish(metrics) {
      const diagnoses = sortDiagnoses((await Promise.all(pending)).flat())
      const { vectors, groups, usage, notes } = await groupDiagnoses(diagnoses, options)
      const critiqued = diagnoses.filter(({ source }) => source === 'critic').length
      return {
        schema: 'prompt-retune/diagnostic@1',
        metrics,
        topics: buildTopics(membersOf(diagnoses, vectors, groups)),
        other: { diagnoses: 0, caseIds: [] },
        gone: [],
        formatErrors: {},
        critiqued,
        mechanical: diagnoses.length - critiqued,
        cost: {
          critiques: critic.usage(),
          embeddings: usage,
          topics: noUsage,
          assignments: noUsage,
          reused: 0,
        },
        embedder: mode === 'llm' ? model.modelName('embedder') : 'local',
        usage: usageOf(critic.usage(), usage),
        notes: [...modeNotes(mode, pending.length), ...critic.notes(), ...notes],
      }
    },
  }
}

async function groupDiagnoses(
  diagnoses: readonly LocatedDiagnosis[],
  { model, signal, options: { mode, topics: wanted, maxTopics }, seed }: StartDiagnosisOptions,
) {
  const topics = wanted === 'auto' ? maxTopics : wanted
  const exact = hasExactLabels(diagnoses)
  const texts = diagnoses.map(exact ? labelText : diagnosisText)
  const embedding = await embedTexts(texts, { model, signal, local: exact || mode !== 'llm' })
  const background = exact ? sameLabel : embedding.background
  return { ...embedding, groups: clusterVectors(embedding.vectors, { topics, seed, background }) }
}

/** The label with a word of its own, since "A" and "B" of a multiple choice are no words to the local embedding. */
const labelText = ({ label }: Diagnosis) => `label-${hashText(label).slice(0, 12)} ${label}`

async function locate(
  { at }: CaseResult,
  diagnoses: readonly Diagnosis[] | Promise<readonly Diagnosis[]>,
): Promise<LocatedDiagnosis[]> {
  return (await diagnoses).map((diagnosis) => ({ ...diagnosis, ...(at ? { at } : {}) }))
}

function membersOf(
  diagnoses: readonly LocatedDiagnosis[],
  vectors: readonly Float32Array[],
  groups: readonly number[],
): Member[][] {
  const members: Member[][] = []
  diagnoses.forEach((diagnosis, row) => {
    const vector = vectors[row]
    const group = groups[row]
    if (!vector || group === undefined) return
    const known = members[group] ?? []
    known.push({ diagnosis, vector })
    members[group] = known
  })
  return members
}

function usageOf(critic: Usage, embedder: Usage): UsageByRole {
  return { ...(critic.calls > 0 ? { critic } : {}), ...(embedder.calls > 0 ? { embedder } : {}) }
}

function modeNotes(mode: DiagnosisOptions['mode'], failed: number): string[] {
  if (mode === 'off') return ['Diagnosis is off.']
  if (mode === 'local' && failed > 0) return ['Topics were made from the results alone, without a model.']
  return []
}
