import { onTestFinished } from 'vitest'
import { z } from 'zod'
import { hashFraction } from '../../src/core/canonical-hash.ts'
import type { CaseResult } from '../../src/core/case-result.ts'
import { diagnosticReportSchema } from '../../src/core/diagnosis.ts'
import { diagnosisOptionsSchema } from '../../src/core/options.ts'
import { diagnose } from '../../src/diagnosis/diagnose.ts'
import type { StartDiagnosisOptions } from '../../src/diagnosis/start-diagnosis.ts'
import { computeMetrics } from '../../src/evaluate/compute-metrics.ts'
import { type ApiRequest, answerJson, http, type Reply, startApiServer } from '../support/api-server.ts'
import { clientFor } from '../support/model-client.ts'
import { failedCase } from './failed-case.ts'

const bodySchema = z.looseObject({
  input: z.union([z.array(z.string()), z.array(z.looseObject({ role: z.string(), content: z.unknown() }))]),
  text: z.looseObject({ format: z.looseObject({ name: z.string() }) }).optional(),
})

const findingSchema = z.object({
  diagnosis: z.int().optional(),
  label: z.string(),
  definition: z.string(),
  why: z.string(),
})

export interface Findings {
  readonly topics: readonly { readonly topic: number; readonly name: string }[]
  readonly findings: readonly z.output<typeof findingSchema>[]
  readonly most?: number | undefined
  readonly likely?: number | undefined
}

const findingsSchema = z.looseObject({
  topics: z.array(z.looseObject({ topic: z.int(), name: z.string() })).default([]),
  findings: z.array(findingSchema),
  most: z.int().optional(),
  likely: z.int().optional(),
})

export type Asked = 'critique' | 'topics' | 'assignment' | 'embeddings'

export interface CriticScript {
  /** The label of a case, by its id; default: what stands before the number. */
  readonly label?: (id: string) => string
  /** Names of the topics. */
  readonly topics?: readonly string[]
  /** The topic of a finding, by its number. */
  readonly file?: (finding: Findings['findings'][number], topics: Findings['topics']) => number
  /** Takes a request over. */
  readonly intercept?: (
    asked: Asked,
    request: { readonly text: string; readonly inputs: readonly string[]; readonly nth: number },
  ) => Reply | undefined | Promise<Reply | undefined>
}

/** The content of the block between `<findings>` and `</findings>`. */
export function readFindings(text: string): Findings {
  const [, json = '{}'] = /<findings>\n(.*)\n<\/findings>/s.exec(text) ?? []
  return findingsSchema.parse(JSON.parse(json))
}

/**
 * Words that are axes of the embedding: texts with the same one are near, with two of them in between, without one far from
 * everything.
 */
export const axes = ['dates', 'sums', 'tone', 'units', 'names', 'spelling']

export function vectorOf(text: string): number[] {
  const noise = Array.from({ length: 256 }, (_, index) => (hashFraction(`${index} ${text}`) - 0.5) / 8)
  axes.forEach((axis, index) => {
    if (text.includes(axis)) noise[index] = (noise[index] ?? 0) + 3
  })
  return noise
}

/** The answer to a request for embeddings, whatever the vectors are. */
export function embeddingsOf(vectors: readonly unknown[]): Reply {
  return http(200, {
    object: 'list',
    data: vectors.map((embedding, index) => ({ object: 'embedding', index, embedding })),
    usage: { prompt_tokens: vectors.length, total_tokens: vectors.length },
  })
}

/** A critic and embedder on a real server; the critic finds the label of a case in its id. */
export async function startCriticServer(script: CriticScript = {}) {
  const asked: { readonly kind: Asked; readonly text: string }[] = []
  const counts = new Map<Asked, number>()
  const server = await startApiServer(async (request) => {
    const { kind, text, inputs } = understand(request)
    const nth = (counts.get(kind) ?? 0) + 1
    counts.set(kind, nth)
    asked.push({ kind, text })
    const taken = await script.intercept?.(kind, { text, inputs, nth })
    if (taken) return taken
    switch (kind) {
      case 'embeddings':
        return embeddingsOf(inputs.map(vectorOf))
      case 'critique': {
        const id = /ticket of ([a-z ]+\d+)/.exec(text)?.[1] ?? ''
        const label = (script.label ?? ((given) => given.replace(/ ?\d+$/, '')))(id)
        const diagnosis = {
          label,
          definition: `It is about ${label}.`,
          why: `So it went in ${id}.`,
          basis: id,
        }
        return answerJson({ diagnoses: [diagnosis], confidence: 'unknown' })
      }
      case 'topics':
        return answerJson({
          topics: (script.topics ?? axes).map((name) => ({ name, definition: `All about ${name}.` })),
        })
      case 'assignment': {
        const { topics, findings } = readFindings(text)
        const file = script.file ?? (() => 0)
        return answerJson({
          assignments: findings.map((finding) => ({
            diagnosis: finding.diagnosis,
            topic: file(finding, topics),
          })),
        })
      }
    }
  })
  onTestFinished(() => server.close())
  const connection = {
    baseURL: server.baseURL,
    apiKey: 'sk-secret-key-of-the-test',
    api: 'responses' as const,
  }
  return {
    server,
    asked,
    count: (kind: Asked) => counts.get(kind) ?? 0,
    textsOf: (kind: Asked) => asked.filter((one) => one.kind === kind).map(({ text }) => text),
    client: (critic = 'critic-1', concurrency = 200) =>
      clientFor({
        models: { target: connection, critic: { model: critic } },
        limits: { retries: 0, concurrency },
      }),
  }
}

export type CriticServer = Awaited<ReturnType<typeof startCriticServer>>

/** `count` failed cases of a cause; its words stand in their ids and inputs. */
export const failures = (cause: string, count: number) =>
  Array.from({ length: count }, (_, n) => failedCase(`${cause} ${n + 1}`))

interface ReportOptions extends Partial<Omit<StartDiagnosisOptions, 'options'>> {
  readonly options?: Parameters<typeof diagnosisOptionsSchema.parse>[0]
}

export async function reportOn(
  results: readonly CaseResult[],
  critic: CriticServer,
  { options = {}, ...more }: ReportOptions = {},
) {
  const made = await diagnose(results, computeMetrics(results), {
    model: critic.client(),
    promptText: 'Read {{ticket}}',
    options: diagnosisOptionsSchema.parse(options),
    seed: 1,
    ...more,
  })
  diagnosticReportSchema.parse(structuredClone(made))
  return made
}

function understand({ path, body }: ApiRequest): { kind: Asked; text: string; inputs: string[] } {
  const { input, text } = bodySchema.parse(body)
  const inputs = input.map((item) => (typeof item === 'string' ? item : textOf(item.content)))
  if (path === '/embeddings') return { kind: 'embeddings', text: inputs.join('\n'), inputs }
  const name = text?.format.name
  const kind = name === 'topics' || name === 'assignment' ? name : 'critique'
  return { kind, text: inputs.join('\n'), inputs }
}

function textOf(content: unknown): string {
  return typeof content === 'string' ? content : JSON.stringify(content)
}
