import type { ModelInfo, SuiteReport } from '../core/run-report.ts'
import type { Shard } from '../core/shard.ts'
import { describeModels } from './describe-models.ts'
import { oneLine } from './escape-control.ts'
import { createPage, indent, inset, type Page } from './page.ts'
import { renderErrors } from './render-errors.ts'
import type { RenderOptions } from './render-options.ts'
import { countSpans } from './render-suite.ts'
import { flow, wrapText } from './text-layout.ts'

/** What a shard can tell: its part of the results of each suite. */
export interface ShardReport {
  readonly shard: Shard
  readonly model: ModelInfo
  readonly suites: readonly Pick<SuiteReport, 'name' | 'metrics' | 'results'>[]
}

/** The report of one shard for a terminal: counts and errors; all that needs the whole comes with the merge. */
export function renderShard({ shard, model, suites }: ShardReport, options: RenderOptions): string {
  const page = createPage(options)
  const title = { text: `Prompt suites, shard ${shard.index} of ${shard.count}`, paint: page.paint.bold }
  const note = 'Gates, failure topics, baselines and reports come with: npx vitest --merge-reports'
  return [
    ...flow([title, ...describeModels(model, page)], page.width),
    ...indent(suites.flatMap((suite) => renderPart(suite, inset(page, 2)))),
    ...wrapText(note, page.width).map(page.paint.dim),
  ].join('\n')
}

function renderPart(suite: ShardReport['suites'][number], page: Page): string[] {
  const name = { text: oneLine(suite.name, 200), paint: page.paint.bold }
  return [
    ...flow([name, ...countSpans(suite, page)], page.width),
    ...indent(renderErrors(suite.results, inset(page, 2))),
  ]
}
