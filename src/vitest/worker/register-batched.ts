import type { BatchedContext } from './batched-context.ts'
import type { LoadedSuite } from './load-suite.ts'
import { nameOfTest } from './name-of-test.ts'
import { registerBatches } from './register-batches.ts'
import { registerCases } from './register-cases.ts'
import { registerWhole } from './register-whole.ts'

/** Vitest itself keeps so much of each test that ten times as many would take more than half a gigabyte without doing anything. */
const mostTests = 10_000

/** Registers a suite that is asked in batches: a test for each case, or one for all where they are too many. */
export function registerBatched(suite: LoadedSuite, context: BatchedContext): void {
  const { cases, spec } = suite
  const { shard, options } = context
  if (!shard && cases.length > mostTests) {
    registerWhole(suite, context)
    return
  }
  const byName = new Map(cases.map((item) => [nameOfTest(item, spec.redactor, options.report), item]))
  const { ready } = registerBatches({
    ...context,
    suite,
    casesOf: (names) => names.flatMap((name) => byName.get(name) ?? []),
  })
  registerCases(suite, { ...context, ready })
}
