import pc from 'picocolors'
import type { Reporter, TestModule, Vitest } from 'vitest/node'
import { retuneError } from '../../core/errors.ts'
import { taskMetaSchema } from '../channel.ts'

/** Prints what lint found in each suite. */
export class LintReporter implements Reporter {
  #vitest: Vitest | undefined

  onInit(vitest: Vitest): void {
    this.#vitest = vitest
  }

  async onTestRunEnd(modules: readonly TestModule[]): Promise<void> {
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    const suites = tests.flatMap((testCase) => {
      const { data } = taskMetaSchema.safeParse(testCase.meta().promptRetune)
      return data?.type === 'lint' ? [data] : []
    })
    if (suites.length > 0) {
      const { renderLint } = await import('../../report/render-lint.ts')
      const columns = this.#vitest?.logger.getColumns() || 80
      this.#vitest?.logger.log(`\n${renderLint(suites, { columns, color: pc.isColorSupported })}`)
    } else if (tests.every((testCase) => testCase.result().state !== 'failed')) {
      process.exitCode = 1
      this.#vitest?.logger.error(`\nprompt-retune: ${retuneError('LINT_NO_SUITE', {}).message}`)
    }
  }
}
