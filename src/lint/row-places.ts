import type { Case } from '../core/case.ts'
import { formatLocation } from '../core/location.ts'

const shown = 3

/** `tickets.jsonl:3, tickets.jsonl:9 and 4 more`; ids where rows stand in no file. */
export function rowPlaces(cases: readonly Case[]): string {
  const places = cases.slice(0, shown).map(({ at, id }) => (at ? formatLocation(at) : id))
  const more = cases.length - places.length
  return places.join(', ') + (more > 0 ? ` and ${more} more` : '')
}
