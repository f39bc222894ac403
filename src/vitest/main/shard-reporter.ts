import pc from 'picocolors'
import type { Reporter, TestCase, TestModule, Vitest } from 'vitest/node'
import type { CaseResult } from '../../core/case-result.ts'
import { compareText } from '../../core/compare-text.ts'
import type { Shard } from '../../core/shard.ts'
import { computeMetrics } from '../../evaluate/compute-metrics.ts'
import type { ModelClient } from '../../model/client.ts'
import { withoutContent } from '../../report/ids-only.ts'
import { renderShard } from '../../report/render-shard.ts'
import { type SuiteInfo, taskMetaSchema } from '../channel.ts'
import { isPromptTest } from '../is-prompt-test.ts'
import { describeRunModels } from './describe-run-models.ts'

export interface ShardReporterContext {
  readonly shard: Shard
  readonly model: ModelClient
  /** May messages quote inputs and outputs? */
  readonly idsOnly: boolean
}

interface Part {
  info: SuiteInfo | undefined
  readonly results: Map<string, CaseResult>
}

/**
 * The reporter of one shard: counts, and marks the test files whose cases are parts of a whole, so that the merged run finds a shard
 * that is missing. Nothing is diagnosed, judged or written here: the merged run has all results.
 */
export class ShardReporter implements Reporter {
  readonly #context: ShardReporterContext
  readonly #parts = new Map<string, Part>()
  #vitest: Vitest | undefined

  constructor(context: ShardReporterContext) {
    this.#context = context
  }

  onInit(vitest: Vitest): void {
    this.#vitest = vitest
  }

  onTestModuleEnd(module: TestModule): void {
    if (isPromptTest(module.moduleId)) module.meta().promptRetune = { type: 'shard', ...this.#context.shard }
  }

  onTestCaseResult(testCase: TestCase): void {
    const meta = taskMetaSchema.safeParse(testCase.meta().promptRetune)
    if (!meta.success || meta.data.type !== 'case') return
    const { suite, result, info } = meta.data
    const part = this.#parts.get(suite) ?? { info: undefined, results: new Map() }
    part.info ??= info
    part.results.set(result.id, this.#context.idsOnly ? withoutContent(result) : result)
    this.#parts.set(suite, part)
  }

  onTestRunEnd(): void {
    if (this.#parts.size === 0) return
    const { shard, model } = this.#context
    const parts = [...this.#parts].sort(([a], [b]) => compareText(a, b))
    const suites = parts.map(([name, part]) => {
      const results = [...part.results.values()].sort((a, b) => compareText(a.id, b.id))
      return { name, metrics: computeMetrics(results), results }
    })
    const models = describeRunModels(
      parts.map(([, { info }]) => ({ info: () => info })),
      model,
    )
    const layout = { columns: this.#vitest?.logger.getColumns() || 80, color: pc.isColorSupported }
    this.#vitest?.logger.log(`\n${renderShard({ shard, model: models, suites }, layout)}`)
  }
}
