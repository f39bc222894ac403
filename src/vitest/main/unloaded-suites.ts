import type { TestCase } from 'vitest/node'
import { compareText } from '../../core/compare-text.ts'
import type { UnloadedSuite } from '../../core/run-report.ts'
import { taskMetaSchema } from '../channel.ts'

/** The suites that could not be loaded, once each, though every shard has tried. A filter that left one out has not met it. */
export function unloadedSuites(
  tests: readonly TestCase[],
  nameOf: (file: string) => string,
): UnloadedSuite[] {
  const found = new Map<string, UnloadedSuite>()
  for (const testCase of tests) {
    const told = taskMetaSchema.safeParse(testCase.meta().promptRetune).data
    if (told?.type !== 'unloaded' || testCase.result().state !== 'failed') continue
    const one = { name: told.suite, file: nameOf(testCase.module.moduleId), message: told.message }
    found.set(JSON.stringify([one.file, one.name]), one)
  }
  return [...found.values()].sort((a, b) => compareText(a.file, b.file) || compareText(a.name, b.name))
}
