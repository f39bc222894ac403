import type { Topic } from '../core/diagnosis.ts'
import { formatChange } from './format-number.ts'
import type { Page } from './page.ts'
import type { Span } from './text-layout.ts'

/** What became of a topic since the report before: `new`, `+3`, `-2`, or nothing when it is the same or nothing is known. */
export function topicChange({ change, casesBefore, caseIds }: Topic, { paint }: Page): Span | undefined {
  switch (change) {
    case 'new':
      return { text: 'new', paint: paint.yellow }
    case 'grown':
      return { text: difference(casesBefore, caseIds.length), paint: paint.red }
    case 'shrunk':
      return { text: difference(casesBefore, caseIds.length), paint: paint.green }
    default:
      return undefined
  }
}

function difference(before: number | undefined, now: number): string {
  return formatChange(before ?? now, now, 0)
}
