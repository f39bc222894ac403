import type { RunnerTestSuite, TestContext } from 'vitest'
import type { Case } from '../../core/case.ts'
import { targetRequest } from '../../evaluate/ask-target.ts'
import { prepareSpec } from '../../evaluate/prepare-spec.ts'
import type { Batches } from '../../model/batch/open-batches.ts'
import type { CallOptions, ModelClient } from '../../model/client.ts'
import { renderPrompt } from '../../prompt/render-prompt.ts'
import { oneLine } from '../../report/escape-control.ts'
import { trialRuleOf } from '../../suite/trial-rule-of.ts'
import type { LoadedSuite } from './load-suite.ts'
import type { SuiteRunner } from './suite-runner.ts'

type Task = TestContext['task']

/** Has a suite's cases answered in batches before the first of them is judged. */
export interface BatchFill {
  /** Resolves when all answers are there that will come, or when the run was cancelled. */
  ready(test: Pick<TestContext, 'task' | 'signal'>): Promise<void>
}

interface Waiting {
  readonly suite: string
  start(tasks: readonly Task[], say: (text: string) => void): Promise<void>
}

/** The suites of a file are sent together, though they run one after the other: a batch may take hours. */
const waitingByFile = new Map<string, { readonly suites: Waiting[]; readonly stop: AbortController }>()

export interface BatchesContext {
  readonly suite: LoadedSuite
  readonly testFile: string
  readonly batches: Batches
  readonly runner: SuiteRunner
  /** The whole door, cache and recordings included: what it answers by itself is sent in no batch. */
  readonly model: ModelClient
  /** The cases that tests of these names stand for. */
  readonly casesOf: (names: readonly string[]) => readonly Case[]
}

/** Once all cases were judged, what the batches left here is of no more use; after Ctrl-C the next run goes on with it. */
export function registerBatches({
  suite,
  testFile,
  batches,
  runner,
  model,
  casesOf,
}: BatchesContext): BatchFill {
  const file = waitingByFile.get(testFile) ?? { suites: [], stop: new AbortController() }
  waitingByFile.set(testFile, file)
  let filled: Promise<void> | undefined
  const own: Waiting = {
    suite: suite.name,
    start(tasks, say) {
      const asked = casesOf(tasks.map(({ name }) => name))
      const { signal } = file.stop
      filled ??= batches.fill(() => askAll(asked, suite, model, signal), { signal, say })
      return filled
    },
  }
  file.suites.push(own)
  runner.afterAll(() => {
    // A worker may run the file again.
    waitingByFile.delete(testFile)
    if (!file.stop.signal.aborted) batches.settle()
  })
  return {
    async ready({ task, signal }) {
      signal.addEventListener('abort', () => file.stop.abort(), { once: true })
      if (!filled) {
        for (const one of file.suites) {
          const say = (text: string) => {
            if (signal.aborted) return
            const line = `${oneLine(one.suite, 200)}: ${oneLine(text, 500)}`
            runner.recordArtifact(task, { type: 'prompt-retune:progress', text: line }).catch(() => {})
          }
          // Its own tests say what went wrong.
          one.start(tasksOf(task, one.suite), say).catch(() => {})
        }
      }
      await filled
    },
  }
}

/** The tests of a suite that are to run; filters have been applied. */
function tasksOf({ file }: Task, name: string): Task[] {
  return suitesIn(file)
    .filter((suite) => suite.name === name)
    .flatMap(({ tasks }) =>
      tasks.flatMap((one) =>
        one.type === 'test' && one.mode !== 'skip' && one.mode !== 'todo' ? [one] : [],
      ),
    )
}

function suitesIn({ tasks }: RunnerTestSuite): RunnerTestSuite[] {
  return tasks.flatMap((one) => (one.type === 'suite' ? [one, ...suitesIn(one)] : []))
}

/** Puts every question that the cases will put, all trials at once. */
async function askAll(
  cases: readonly Case[],
  { spec, options }: LoadedSuite,
  model: ModelClient,
  signal: AbortSignal,
): Promise<void> {
  const schema = prepareSpec(spec)
  for (const item of cases) {
    const messages = rendered(item, spec)
    if (!messages) continue
    const request = targetRequest(messages, spec, schema)
    const { trials } = trialRuleOf(item, options)
    for (let trial = 0; trial < trials && !signal.aborted; trial++) {
      const call: CallOptions = { caseId: item.id, mayAsk: () => false, ...(trial === 0 ? {} : { trial }) }
      await model.generate(request, call)
    }
  }
}

function rendered(item: Case, { prompt }: LoadedSuite['spec']) {
  try {
    return renderPrompt(prompt, item.input, item.at)
  } catch {
    // The row lacks a value, which its test will say.
    return undefined
  }
}
