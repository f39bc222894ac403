import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parentPort, workerData } from 'node:worker_threads'
import { z } from 'zod'
import {
  diagnosisOptionsSchema,
  limitsSchema,
  modelsSchema,
  objectiveSchema,
  tuneOptionsSchema,
} from '../src/core/options.ts'
import type { TuneResult } from '../src/core/tune-result.ts'
import { assignSplits } from '../src/dataset/assign-splits.ts'
import { bySplit } from '../src/dataset/by-split.ts'
import { loadDataset } from '../src/dataset/load-dataset.ts'
import { canEmbed } from '../src/embedded/can-embed.ts'
import { startEmbeddedModel } from '../src/embedded/start-embedded-model.ts'
import { createModelClient } from '../src/model/create-model-client.ts'
import { parsePrompt } from '../src/prompt/parse-prompt.ts'
import { exactMatch } from '../src/scorers/exact-match.ts'
import { tunePrompt } from '../src/tune/tune-prompt.ts'
import { heedAdvice } from './advice-target.ts'

interface Example {
  readonly name: string
  readonly prompt: string
  readonly data: string
  /** The field of the input, and that of the output. */
  readonly input: string
  readonly field: string
  readonly labels: readonly string[]
}

const examples: readonly Example[] = [
  {
    name: 'ticket-triage',
    prompt: 'triage.prompt.md',
    data: 'tickets.jsonl',
    input: 'ticket',
    field: 'queue',
    labels: ['billing', 'login', 'shipping', 'returns', 'bug', 'account'],
  },
  {
    name: 'city-desk',
    prompt: 'desk.prompt.md',
    data: 'requests.jsonl',
    input: 'message',
    field: 'department',
    labels: ['waste', 'roads', 'parks', 'water', 'permits', 'noise'],
  },
]

/** What the default strategy may take, test included: some ten revisions. */
const mostCalls = 3_000

interface Arm {
  readonly strategy: string
  readonly seed: number
  readonly calls: number
}

/** What came of one seed. */
export interface Comparison {
  readonly won: boolean
  readonly words: string
}

const example = examples.find(({ name }) => name === workerData.example)
if (!example) throw new Error(`There is no example "${workerData.example}".`)
for (let seed = 1; seed <= workerData.seeds; seed++) {
  parentPort?.postMessage(await compare(example, seed))
}

/** Both arms on the split of one seed, on a target that heeds generic advice; the control arm may take what the other one took. */
async function compare(example: Example, seed: number): Promise<Comparison> {
  const reflective = await tune(example, { strategy: 'reflective', seed, calls: mostCalls })
  const random = await tune(example, { strategy: 'random', seed, calls: callsOf(reflective) })
  return {
    won: testScore(reflective) > testScore(random),
    words: `seed ${seed}: on test from ${percent(reflective.seed.test?.score)}, reflective ${describe(reflective)}, random ${describe(random)}`,
  }
}

async function tune(example: Example, { strategy, seed, calls }: Arm): Promise<TuneResult> {
  const dir = fileURLToPath(new URL(`../examples/${example.name}/`, import.meta.url))
  const root = await mkdtemp(join(tmpdir(), 'retune-strategies-'))
  const server = await startEmbeddedModel()
  try {
    const source = await readFile(join(dir, example.prompt), 'utf8')
    const { cases: rows } = await loadDataset(example.data, { root: dir, baseDir: dir })
    const cases = bySplit(assignSplits([...rows], { seed }))
    const model = createModelClient({
      models: modelsSchema.parse({}),
      limits: limitsSchema.parse({}),
      embedded: { baseURL: server.baseURL, canPlay: canEmbed },
      env: {},
    })
    return await tunePrompt({
      suite: example.name,
      prompt: parsePrompt(source, example.prompt),
      promptFile: join(root, example.prompt),
      root,
      cases,
      spec: {
        scorers: [exactMatch({ path: example.field })],
        output: z.object({ reasoning: z.string(), [example.field]: z.enum([...example.labels]) }),
        confidence: true,
        threshold: 0.5,
      },
      objective: objectiveSchema.parse({}),
      options: tuneOptionsSchema.parse({
        strategy,
        // Both arms as the paper has it, though their calls are bounded.
        schedule: 'full',
        seed,
        dryRun: true,
        budget: { calls },
        // Nothing but the budget, or an optimizer that knows nothing more, ends an arm.
        iterations: 1_000,
        patience: 1_000,
      }),
      diagnosis: diagnosisOptionsSchema.parse({}),
      model: heedAdvice(model, { ...example, cases: Object.values(cases).flat(), seed }),
      stateDir: '.prompt-retune',
    })
  } finally {
    await server.close()
    await rm(root, { recursive: true, force: true })
  }
}

function testScore({ tuned }: TuneResult): number {
  return tuned.test?.score ?? 0
}

function callsOf({ usage }: TuneResult): number {
  return Object.values(usage).reduce((sum, { calls }) => sum + calls, 0)
}

function describe(result: TuneResult): string {
  return `${percent(testScore(result))} in ${callsOf(result)} calls and ${result.iterations.length - 1} revisions`
}

function percent(rate: number | null | undefined): string {
  return `${(100 * (rate ?? 0)).toFixed(1)} %`
}
