import { readFile } from 'node:fs/promises'
import { agnes } from 'ml-hclust'
import type { CaseResult } from '../src/core/case-result.ts'
import { diagnosisOptionsSchema, limitsSchema, modelsSchema } from '../src/core/options.ts'
import { clusterVectors } from '../src/diagnosis/clusters/cluster-vectors.ts'
import { cosineDistance, type UnitVector } from '../src/diagnosis/clusters/vector.ts'
import { diagnose } from '../src/diagnosis/diagnose.ts'
import { computeMetrics } from '../src/evaluate/compute-metrics.ts'
import { createModelClient } from '../src/model/create-model-client.ts'

/** What one measured process tells: node clustering-run.ts WHAT COUNT, with a folder of inputs as working directory. */
export interface ClusteringRun {
  /** Of the first round, and of the quickest one. */
  readonly first: number
  readonly best: number
  /** The group of each diagnosis, where groups were made. */
  readonly groups?: readonly number[]
}

interface Inputs {
  readonly background: number
  readonly dimensions: number
  /** A line of feedback for each failure. */
  readonly feedback: readonly string[]
}

const [what, countText] = process.argv.slice(2)
const count = Number(countText)

async function readInputs(): Promise<Inputs> {
  return JSON.parse(await readFile(`inputs-${count}.json`, 'utf8')) as Inputs
}

async function readVectors(length: number): Promise<UnitVector[]> {
  const bytes = await readFile(`vectors-${count}`)
  const all = new Float32Array(bytes.buffer, bytes.byteOffset, count * length)
  return Array.from({ length: count }, (_, row) => all.subarray(row * length, (row + 1) * length))
}

async function time<T>(rounds: number, run: () => T | Promise<T>): Promise<ClusteringRun & { result: T }> {
  const seconds: number[] = []
  let result: T
  do {
    const started = performance.now()
    result = await run()
    seconds.push((performance.now() - started) / 1_000)
  } while (seconds.length < rounds)
  return { first: seconds[0] ?? 0, best: Math.min(...seconds), result }
}

const measured: Record<string, () => Promise<ClusteringRun>> = {
  async clusters() {
    const { background, dimensions } = await readInputs()
    const vectors = await readVectors(dimensions)
    const { result, ...run } = await time(3, () =>
      clusterVectors(vectors, { topics: 'auto', maxTopics: 20, background, seed: 1 }),
    )
    return { ...run, groups: result }
  },
  async agnes() {
    const vectors = await readVectors((await readInputs()).dimensions)
    const { first, best } = await time(1, () =>
      agnes(
        vectors.map((a) => vectors.map((b) => cosineDistance(a, b))),
        { method: 'average', isDistanceMatrix: true },
      ),
    )
    return { first, best }
  },
  async local() {
    const results = (await readInputs()).feedback.map(failedCase)
    const metrics = computeMetrics(results)
    const model = createModelClient({
      models: modelsSchema.parse({}),
      limits: limitsSchema.parse({}),
      env: {},
      embedded: { baseURL: 'http://127.0.0.1:9/never-asked', canPlay: () => true },
    })
    const options = diagnosisOptionsSchema.parse({ mode: 'local' })
    const { first, best } = await time(3, () =>
      diagnose(results, metrics, { model, promptText: '{{question}}', options, seed: 1 }),
    )
    return { first, best }
  },
}

/** A case that only the words of its scorer tell from others. */
function failedCase(feedback: string, row: number): CaseResult {
  return {
    id: `case-${row}`,
    tags: [],
    critical: false,
    verdict: 'failed',
    kind: 'wrong',
    input: { question: `Question ${row}` },
    output: { answer: row },
    score: 0,
    scores: [{ name: 'judge', score: 0, threshold: 0.5, feedback }],
    usage: {},
  }
}

process.stdout.write(JSON.stringify(await measured[what ?? '']?.()))
