import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import {
  diagnosisOptionsSchema,
  limitsSchema,
  modelsSchema,
  objectiveSchema,
  tuneOptionsSchema,
} from '../src/core/options.ts'
import { createModelClient } from '../src/model/create-model-client.ts'
import { parsePrompt } from '../src/prompt/parse-prompt.ts'
import { exactMatch } from '../src/scorers/exact-match.ts'
import { tunePrompt } from '../src/tune/tune-prompt.ts'
import { longestChain } from './longest-chain.ts'
import type { Latencies, LoggedCall } from './overlap-server.ts'
import { casesOf, revisions, seedPrompt } from './overlap-world.ts'
import type { Target } from './table.ts'

const concurrency = 20
const rows = 150
const rounds = 5

/** The wall time of iterations against the longest chain of calls that wait for one another, by the server's clock. */
export async function overlap(): Promise<Target[]> {
  const quick = await measureIterations({ target: 20, critic: 20, embedder: 20, optimizer: 100 })
  const slow = await measureIterations({ target: 20, critic: 100, embedder: 20, optimizer: 100 })
  return [...quick, ...slow]
}

/** An iteration counts as it was in its best round, so that a slow moment of the machine does not. */
async function measureIterations(latencies: Latencies): Promise<Target[]> {
  const { target, critic, optimizer } = latencies
  const best: Figures[] = []
  for (let round = 0; round < rounds; round++) {
    for (const [iteration, log] of splitIterations(await tuneOnce(latencies)).entries()) {
      const figures = figuresOf(log)
      const known = best[iteration]
      if (!known || ratio(figures) < ratio(known)) best[iteration] = figures
    }
  }
  const title = `iterations of ${rows}/${rows} rows, ${concurrency} calls at a time, target ${target} ms, critic ${critic} ms, optimizer ${optimizer} ms`
  for (const [iteration, figures] of best.entries()) {
    const { calls, wall, chain } = figures
    process.stderr.write(
      `  critic ${critic} ms, iteration ${iteration}: ${calls} calls, wall ${wall.toFixed(0)} ms, longest chain ${chain.toFixed(0)} ms, ratio ${ratio(figures).toFixed(2)}\n`,
    )
  }
  const [slowest] = best.toSorted((a, b) => ratio(b) - ratio(a))
  if (best.length !== revisions || !slowest)
    throw new Error(`${best.length} of ${revisions} iterations were run`)
  return [
    {
      title,
      figure: 'wall of the slowest one, times the longest chain of its calls',
      ours: slowest.wall / 1000,
      bare: slowest.chain / 1000,
      unit: 's',
      most: 1.3,
    },
  ]
}

/** Milliseconds. */
interface Figures {
  readonly calls: number
  readonly wall: number
  readonly chain: number
}

function figuresOf(log: readonly LoggedCall[]): Figures {
  return {
    calls: log.length,
    wall: Math.max(...log.map(({ went }) => went)) - Math.min(...log.map(({ came }) => came)),
    chain: longestChain(log, concurrency),
  }
}

const ratio = ({ wall, chain }: Figures) => wall / chain

/** An iteration ends with the optimizer's decision; the next one starts there. The last one, which has none, is left out. */
function splitIterations(log: readonly LoggedCall[]): LoggedCall[][] {
  const sorted = [...log].sort((a, b) => a.came - b.came)
  const ends = sorted.flatMap(({ call, went }) => (call === 'decision' ? [went] : []))
  return ends.map((end, index) => {
    const start = ends[index - 1] ?? 0
    return sorted.filter(({ came }) => came >= start && came < end)
  })
}

async function tuneOnce(latencies: Latencies): Promise<LoggedCall[]> {
  const root = await mkdtemp(join(tmpdir(), 'retune-overlap-'))
  const server = fork(fileURLToPath(new URL('overlap-server.ts', import.meta.url)), [
    JSON.stringify(latencies),
  ])
  try {
    const baseURL = `http://127.0.0.1:${await answerOf(server, z.int())}/v1`
    await tunePrompt({
      suite: 'notes',
      prompt: parsePrompt(seedPrompt, 'notes.prompt.md'),
      promptFile: join(root, 'notes.prompt.md'),
      root,
      cases: {
        optimization: casesOf('optimization', rows),
        dev: casesOf('dev', rows),
        test: casesOf('test', concurrency),
      },
      spec: {
        scorers: [exactMatch({ path: 'label' })],
        output: z.object({ label: z.string() }),
        confidence: false,
        threshold: 0.5,
      },
      objective: objectiveSchema.parse({}),
      options: tuneOptionsSchema.parse({ dryRun: true, iterations: revisions + 1 }),
      diagnosis: diagnosisOptionsSchema.parse({}),
      model: createModelClient({
        models: modelsSchema.parse({ target: { model: 'target', apiKey: 'none', baseURL, api: 'chat' } }),
        limits: limitsSchema.parse({ concurrency, retries: 0 }),
        env: {},
      }),
      stateDir: '.prompt-retune',
    })
    server.send('log')
    return await answerOf(server, z.array(z.custom<LoggedCall>()))
  } finally {
    server.kill()
    await rm(root, { recursive: true, force: true })
  }
}

async function answerOf<T>(server: ChildProcess, schema: z.ZodType<T>): Promise<T> {
  const [message] = await once(server, 'message')
  return schema.parse(message)
}
