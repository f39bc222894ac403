import { join } from 'node:path'
import type { TestContext } from 'vitest'
import type { TuneResult } from '../../core/tune-result.ts'
import type { ModelClient } from '../../model/client.ts'
import { tuneSuite } from '../../suite/tune-suite.ts'
import type { Provided } from '../channel.ts'
import { sealSources } from '../sealed-prompt.ts'
import { suiteFailure } from './case-failure.ts'
import { describeTuneEvent } from './describe-tune-event.ts'
import type { LoadedSuite } from './load-suite.ts'
import type { SuiteRunner } from './suite-runner.ts'

interface TuningContext extends Provided {
  readonly model: ModelClient
  readonly runner: SuiteRunner
}

const stateDir = '.prompt-retune'

/** Vitest waits so long for a tuning that was cancelled, in milliseconds. */
const cleanUpTime = 60_000
/** Calls under way may take so long then. */
const lastCallTime = 50_000

/**
 * Registers the one test that retunes a suite's prompt. It fails when the tuned prompt does not meet its gate on dev. A cancelled
 * run rejects a test at once, so that the tuning's own clean-up is awaited in `afterAll`.
 */
export function registerTuning(suite: LoadedSuite, provided: TuningContext): void {
  const { test, afterAll } = provided.runner
  const wanted = provided.tune?.suites ?? 'failing'
  if (!['failing', 'all'].includes(wanted) && !suite.name.toLowerCase().includes(wanted.toLowerCase())) {
    test.skip('tune', () => {})
    return
  }
  let running: Promise<unknown> = Promise.resolve()
  // Ctrl-C reaches a forked worker too; the main process decides what it means.
  process.on('SIGINT', ignore)
  test('tune', { timeout: 0, retry: 0, repeats: 0, concurrent: false }, (context) => {
    const tuning = tune(suite, provided, wanted === 'failing', context).catch((thrown: unknown) => {
      throw suiteFailure(thrown, provided.root, suite.redactor)
    })
    running = tuning.catch(() => {})
    return tuning
  })
  afterAll(async () => {
    await running
    process.off('SIGINT', ignore)
  }, cleanUpTime)
}

function ignore(): void {}

/** A prompt that holds a secret waits to be written where no file shows it. */
function sealedOf(
  { redactor }: LoadedSuite,
  result: TuneResult,
  key: string | undefined,
): { sealed?: string } {
  const { pending, before, after } = result
  const plain = [before, after].every((source) => redactor.text(source) === source)
  return !pending || plain || key === undefined ? {} : { sealed: sealSources(result, key) }
}

/** A cancelled run lets the calls under way end, as long as Vitest waits. */
function stopsOf(cancelled: AbortSignal): { stop: AbortSignal; signal: AbortSignal } {
  const late = new AbortController()
  cancelled.addEventListener('abort', () => setTimeout(() => late.abort(), lastCallTime).unref(), {
    once: true,
  })
  return { stop: cancelled, signal: late.signal }
}

async function tune(
  suite: LoadedSuite,
  { options, root, tune: wanted, recording, model, runner }: TuningContext,
  onlyFailing: boolean,
  { task, signal }: TestContext,
): Promise<void> {
  const started = Date.now()
  const say = (text: string) =>
    void runner.recordArtifact(task, { type: 'prompt-retune:progress', text: `${suite.name}: ${text}` })
  const result = await tuneSuite(suite, {
    options,
    root,
    model,
    stateDir,
    onlyFailing,
    hold: wanted?.hold,
    ownCritiques: recording !== undefined,
    ...stopsOf(signal),
    endLater: true,
    onEvent: (event) => say(describeTuneEvent(event, (Date.now() - started) / 1000)),
  })
  const told = {
    type: 'tune' as const,
    suite: suite.name,
    resultFile: join(root, result.folder, 'result.json'),
    ...sealedOf(suite, result, wanted?.sealKey),
  }
  task.meta.promptRetune = told
  // A test that was cancelled tells nothing more; its suite does, after the clean-up.
  if (task.suite) task.suite.meta.promptRetune = told
  if (!result.gate.passed) {
    const reason = `the tuned prompt does not meet its gate on dev: ${result.gate.reason}`
    throw Object.assign(new Error(reason), { name: 'PromptGateError', stack: reason })
  }
}
