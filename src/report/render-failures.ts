import type { CaseResult } from '../core/case-result.ts'
import { describeFailure } from './describe-failure.ts'
import { placeOf, renderPlace } from './example-place.ts'
import { indent, inset, type Page } from './page.ts'
import { wrapText } from './text-layout.ts'

const shownFailures = 5

/** The first failed cases one by one: for a suite whose failures were not clustered. */
export function renderFailures(results: readonly CaseResult[], page: Page): string[] {
  const failed = results.filter(({ verdict }) => verdict === 'failed')
  const rest = failed.length - shownFailures
  return [
    ...failed
      .slice(0, shownFailures)
      .flatMap((result) => [
        renderPlace(placeOf(result), page.width, page),
        ...indent(wrapText(describeFailure(result), inset(page, 2).width, 2)),
      ]),
    ...(rest > 0 ? [page.paint.dim(`and ${rest} more failed ${rest === 1 ? 'case' : 'cases'}`)] : []),
  ]
}
