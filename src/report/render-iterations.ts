import type { TuneIteration, TuneResult } from '../core/tune-result.ts'
import { describeAsked } from './describe-asked.ts'
import { oneLine } from './escape-control.ts'
import { formatScore } from './format-number.ts'
import type { Page } from './page.ts'
import { cutText } from './text-layout.ts'

/** With less room than this the reason of a revision is left out. */
const shortestReason = 24

/**
 * One line per iteration: scores on optimization and dev, the objective, which one won, what it was measured on where that was not all,
 * and why the prompt was changed. A prompt that was raced out has no score on dev.
 */
export function renderIterations({ iterations, best }: TuneResult, page: Page): string[] {
  if (iterations.length === 0) return []
  const digits = String(Math.max(...iterations.map(({ iteration }) => iteration))).length
  return [
    page.paint.dim(`${'#'.padStart(digits)}  train    dev  objective`),
    ...iterations.map((iteration) => renderIteration(iteration, digits, iteration.iteration === best, page)),
  ]
}

function renderIteration(
  iteration: TuneIteration,
  digits: number,
  isBest: boolean,
  { width, paint }: Page,
): string {
  const cells = [
    String(iteration.iteration).padStart(digits),
    formatScore(iteration.optimization.score, 3).padStart(5),
    (iteration.racedOut ? 'out' : formatScore(iteration.dev.score, 3)).padStart(5),
    formatScore(iteration.objective, 3).padStart(9),
  ].join('  ')
  const mark = isBest ? 'best' : '    '
  const room = width - cells.length - mark.length - 4
  const why = iteration.patch
    ? oneLine(iteration.patch.rationale)
    : iteration.iteration === 0
      ? 'the seed prompt'
      : ''
  const told = [describeAsked(iteration), why].filter((part) => part !== undefined && part !== '').join(': ')
  const reason = room >= shortestReason ? cutText(told, room) : ''
  return `${isBest ? paint.green(cells) : cells}  ${isBest ? paint.green(mark) : mark}  ${reason === '' ? '' : paint.dim(reason)}`.trimEnd()
}
