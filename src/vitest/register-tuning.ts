import { join } from 'node:path'
import { afterAll, recordArtifact, type TestContext, test } from 'vitest'
import { retuneError } from '../core/errors.ts'
import { formatLocation } from '../core/location.ts'
import { assignSplits } from '../dataset/assign-splits.ts'
import { bySplit } from '../dataset/by-split.ts'
import { findLeaks, type Leak } from '../dataset/find-leaks.ts'
import type { ModelClient } from '../model/client.ts'
import { tunePrompt } from '../tune/tune-prompt.ts'
import { suiteFailure } from './case-failure.ts'
import type { Provided } from './channel.ts'
import { describeTuneEvent } from './describe-tune-event.ts'
import type { LoadedSuite } from './load-suite.ts'

const stateDir = '.prompt-retune'

/**
 * Registers the one test that retunes a suite's prompt. It fails when the tuned prompt does not meet its gate on dev. A cancelled
 * run rejects a test at once, so that the tuning's own clean-up is awaited in `afterAll`.
 */
export function registerTuning(suite: LoadedSuite, provided: Provided, model: ModelClient): void {
  const wanted = provided.tune?.suites ?? 'failing'
  if (!['failing', 'all'].includes(wanted) && !suite.name.toLowerCase().includes(wanted.toLowerCase())) {
    test.skip('tune', () => {})
    return
  }
  let running: Promise<unknown> = Promise.resolve()
  // Ctrl-C reaches a forked worker too; the main process decides what it means.
  process.on('SIGINT', ignore)
  test('tune', { timeout: 0, retry: 0, repeats: 0, concurrent: false }, (context) => {
    const tuning = tune(suite, provided, model, wanted === 'failing', context).catch((thrown: unknown) => {
      throw suiteFailure(thrown, provided.root)
    })
    running = tuning.catch(() => {})
    return tuning
  })
  afterAll(async () => {
    await running
    process.off('SIGINT', ignore)
  }, 60_000)
}

function ignore(): void {}

async function tune(
  suite: LoadedSuite,
  { options, root }: Provided,
  model: ModelClient,
  onlyFailing: boolean,
  { task, signal }: TestContext,
): Promise<void> {
  const cases = assignSplits([...suite.cases], { seed: options.tune.seed, ...suite.options.split })
  const leaks = findLeaks(cases)
  refuseExactLeaks(suite.name, leaks)
  const started = Date.now()
  const say = (text: string) =>
    void recordArtifact(task, { type: 'prompt-retune:progress', text: `${suite.name}: ${text}` })
  const result = await tunePrompt({
    suite: suite.name,
    prompt: suite.prompt,
    promptFile: suite.promptFile,
    root,
    cases: bySplit(cases),
    spec: suite.spec,
    criteria: suite.options.critique?.criteria,
    gate: suite.options.gate,
    objective: suite.options.objective,
    options: options.tune,
    diagnosis: options.diagnose,
    model,
    stateDir,
    onlyFailing,
    notes: nearLeakNotes(leaks),
    signal,
    onEvent: (event) => say(describeTuneEvent(event, (Date.now() - started) / 1000)),
  })
  task.meta.promptRetune = {
    type: 'tune',
    suite: suite.name,
    resultFile: join(root, result.folder, 'result.json'),
  }
  if (!result.gate.passed) {
    const reason = `the tuned prompt does not meet its gate on dev: ${result.gate.reason}`
    throw Object.assign(new Error(reason), { name: 'PromptGateError', stack: reason })
  }
}

/** The same row in two splits makes the tuned score worthless, so it is refused before anything is paid for. */
function refuseExactLeaks(suite: string, leaks: readonly Leak[]): void {
  const exact = leaks.filter(({ kind }) => kind === 'exact')
  if (exact.length === 0) return
  throw retuneError('TUNE_LEAK', { suite, pairs: exact.slice(0, 3).map(describePair), count: exact.length })
}

function nearLeakNotes(leaks: readonly Leak[]): string[] {
  const near = leaks.filter(({ kind }) => kind === 'near')
  if (near.length === 0) return []
  const shown = near.slice(0, 3).map(describePair).join('; ')
  return [
    `${near.length} nearly equal ${near.length === 1 ? 'pair of rows stands' : 'pairs of rows stand'} in different splits: ${shown}.`,
  ]
}

function describePair({ a, b }: Leak): string {
  const place = (item: Leak['a']) => (item.at ? formatLocation(item.at) : item.id)
  return `${place(a)} (${a.split}) = ${place(b)} (${b.split})`
}
