import { relative } from 'node:path'
import type { TestModule } from 'vitest/node'
import { compareText } from '../../core/compare-text.ts'
import type { Redactor } from '../../core/redaction/create-redactor.ts'
import type { UnloadedSuite } from '../../core/run-report.ts'
import { taskMetaSchema } from '../channel.ts'
import { isPromptTest } from '../is-prompt-test.ts'

/**
 * The suites that could not be loaded, once each, though every shard has tried; a file of suites that could not be run stands for
 * them. A filter that left one out has not met it.
 */
export function unloadedSuites(
  modules: readonly TestModule[],
  { root, redactor }: { readonly root: string; readonly redactor: Redactor },
): UnloadedSuite[] {
  const found = new Map<string, UnloadedSuite>()
  const add = (one: UnloadedSuite) => found.set(JSON.stringify([one.file, one.name]), one)
  for (const module of modules) {
    const file = relative(root, module.moduleId).replaceAll('\\', '/')
    const [error] = module.errors()
    if (error && isPromptTest(module.moduleId))
      add({ name: file, file, message: redactor.text(error.message) })
    for (const testCase of module.children.allTests('failed')) {
      const told = taskMetaSchema.safeParse(testCase.meta().promptRetune).data
      if (told?.type === 'unloaded') add({ name: told.suite, file, message: told.message })
    }
  }
  return [...found.values()].sort((a, b) => compareText(a.file, b.file) || compareText(a.name, b.name))
}
