import type { CaseResult } from '../core/case-result.ts'
import { countNoun } from '../core/count-noun.ts'
import { describeTrials, trialInterval } from './describe-trials.ts'
import { placeOf, renderPlace } from './example-place.ts'
import { indent, inset, type Page } from './page.ts'
import { wrapText } from './text-layout.ts'

const shownFlaky = 5

/** The cases that passed in some trials and failed in others, with the verdict that their rule gives. */
export function renderFlaky(results: readonly CaseResult[], page: Page): string[] {
  const flaky = results.filter((result) => result.flaky)
  if (flaky.length === 0) return []
  const { paint } = page
  const rest = flaky.length - shownFlaky
  return [
    paint.yellow(`${countNoun(flaky.length, 'flaky case')}: trials of the same row differ`),
    ...indent(
      flaky
        .slice(0, shownFlaky)
        .flatMap((result) => [
          renderPlace(placeOf(result), inset(page, 2).width, page),
          ...indent(wrapText(flakyWords(result), inset(page, 4).width, 2)),
        ]),
    ),
    ...indent(rest > 0 ? [paint.dim(`and ${rest} more`)] : []),
  ]
}

/** `passed: 4 of 5 trials passed, 4 must (38% to 96%)` */
export function flakyWords({ verdict, trials }: CaseResult): string {
  return trials ? `${verdict}: ${describeTrials(trials)}${trialInterval(trials)}` : verdict
}
