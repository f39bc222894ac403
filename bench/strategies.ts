import { Worker } from 'node:worker_threads'
import type { Comparison } from './strategy-runs.ts'
import type { Target } from './table.ts'

const seeds = 10

/**
 * The default strategy against the control arm, which edits by lot and gets as many model calls: the test scores of both, over
 * ten seeds, each with a split of its own. Each example in a thread of its own.
 */
export async function strategies(): Promise<Target[]> {
  return Promise.all(['ticket-triage', 'city-desk'].map(runExample))
}

async function runExample(example: string): Promise<Target> {
  let done = 0
  let lost = 0
  const worker = new Worker(new URL('./strategy-runs.ts', import.meta.url), {
    workerData: { example, seeds },
  })
  worker.on('message', ({ won, words }: Comparison) => {
    done += 1
    if (!won) lost += 1
    process.stderr.write(`  ${example}, ${words}${won ? '' : '  NOT WON'}\n`)
  })
  await new Promise<void>((resolve, reject) => {
    worker.once('error', reject)
    worker.once('exit', () => resolve())
  })
  if (done < seeds) throw new Error(`${example}: ${done} of ${seeds} seeds were run`)
  return {
    title: `${example}, tuned with ${seeds} seeds`,
    figure: 'seeds in which editing by lot does as well on test at equal calls',
    ours: lost,
    unit: 'seeds',
    most: 1,
  }
}
