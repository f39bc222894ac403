import { expect } from 'vitest'
import type { CaseResult } from '../../src/core/case-result.ts'
import { diagnosticReportSchema } from '../../src/core/diagnosis.ts'
import { diagnosisOptionsSchema } from '../../src/core/options.ts'
import { diagnose } from '../../src/diagnosis/diagnose.ts'
import { embedLexically } from '../../src/diagnosis/embeddings/lexical-embedding.ts'
import { computeMetrics } from '../../src/evaluate/compute-metrics.ts'
import type { GenerateRequest, GenerateResult } from '../../src/model/client.ts'
import { answered, broken, oneCall, scriptedClient } from '../evaluate/scripted-client.ts'
import { failedCase } from './failed-case.ts'

interface Mode {
  readonly label: string
  readonly definition: string
  readonly why: string
}

export const causes: Record<string, Mode> = {
  date: {
    label: 'swaps day and month',
    definition: 'Dates are read with day and month in the wrong order.',
    why: 'It took day for month.',
  },
  sum: {
    label: 'arithmetic slip in total',
    definition: 'The final total is added up wrongly.',
    why: 'The total was miscalculated.',
  },
  tone: {
    label: 'overlooks urgency',
    definition: 'Signals that something is urgent are not noticed.',
    why: 'Nothing urgent was noticed.',
  },
}

const causeOf = (id: string) => causes[id.replace(/\d.*$/, '')]

/** A critic that knows the cause from the case's id, which stands in its input. */
export function critique({ messages }: GenerateRequest): GenerateResult {
  const id = /ticket of (\w+)/.exec(messages[1]?.content ?? '')?.[1] ?? ''
  const mode = causeOf(id)
  if (!mode) return broken('server', `no cause for ${id}`)
  return answered({ diagnoses: [{ ...mode, basis: id }], confidence: 'unknown' })
}

export const embedder = {
  embed: (texts: readonly string[]) => ({
    status: 'ok' as const,
    vectors: embedLexically(texts).map((vector) => [...vector]),
    usage: oneCall,
  }),
}

export const failed = (cause: string, count: number) =>
  Array.from({ length: count }, (_, n) => failedCase(`${cause}${n}`))

export async function report(
  results: readonly CaseResult[],
  { client = scriptedClient({ generate: critique, ...embedder }), ...options } = {} as {
    client?: ReturnType<typeof scriptedClient>
    mode?: 'off' | 'local' | 'llm'
    topics?: number
  },
) {
  const made = await diagnose(results, computeMetrics(results), {
    model: client.model,
    promptText: 'Read {{ticket}}',
    options: diagnosisOptionsSchema.parse(options),
    seed: 1,
  })
  expect(diagnosticReportSchema.parse(structuredClone(made))).toEqual(made)
  return made
}
