import type { CaseResult } from '../core/case-result.ts'
import { countNoun } from '../core/count-noun.ts'
import { groupDigits } from '../core/group-digits.ts'
import { placeOf, renderPlace } from './example-place.ts'
import { type ErrorGroup, groupErrors } from './group-errors.ts'
import { indent, inset, type Page } from './page.ts'
import { wrapText } from './text-layout.ts'

const shownGroups = 5
const messageLines = 2

/** The cases that could not be judged, grouped by kind and message, the largest group first, with one example each. */
export function renderErrors(results: readonly CaseResult[], page: Page): string[] {
  const errored = results.filter(({ verdict }) => verdict === 'error')
  if (errored.length === 0) return []
  const groups = groupErrors(errored)
  const shown = groups.slice(0, shownGroups)
  const rest = groups.slice(shownGroups)
  const { paint } = page
  return [
    paint.yellow(`${countNoun(errored.length, 'case')} could not be judged`),
    ...indent(shown.flatMap((group) => renderGroup(group, inset(page, 2)))),
    ...indent(rest.length === 0 ? [] : [paint.dim(describeRest(rest))]),
  ]
}

function renderGroup({ title, cases }: ErrorGroup, page: Page): string[] {
  const count = `${groupDigits(cases.length)} × `
  const room = inset(page, count.length)
  const [first] = cases
  const lines = [
    ...wrapText(title, room.width, messageLines),
    ...(first ? [renderPlace(placeOf(first), room.width, page)] : []),
  ]
  return indent(lines, count.length).map((line, index) =>
    index === 0 ? count + line.slice(count.length) : line,
  )
}

function describeRest(rest: readonly ErrorGroup[]): string {
  const cases = rest.reduce((sum, group) => sum + group.cases.length, 0)
  return `${countNoun(rest.length, 'other message')}, ${countNoun(cases, 'case')}`
}
