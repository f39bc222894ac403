import stringWidth from 'string-width'
import { formatLocation, type Location } from '../core/location.ts'
import { escapeControl, oneLine } from './escape-control.ts'
import type { Page } from './page.ts'
import { cutText } from './text-layout.ts'

/** Where to find a case. */
export interface ExamplePlace {
  /** `tickets.jsonl:12`, which terminals make clickable, or the id of a case that came from no file; never broken. */
  readonly place: string
  /** The id, where the place is not the id itself. */
  readonly id: string
}

const gap = '  '
/** Less of an id than this says nothing. */
const shortestId = 4

export function placeOf({ id, at }: { id: string; at?: Location | undefined }): ExamplePlace {
  const name = oneLine(id, 200)
  return at ? { place: escapeControl(formatLocation(at)), id: name } : { place: name, id: '' }
}

/** `tickets.jsonl:12  3f9a01bc22de`: the place whole, and as much of the id as `width` columns allow. */
export function renderPlace({ place, id }: ExamplePlace, width: number, { paint }: Page): string {
  const room = width - stringWidth(place) - gap.length
  if (id === '' || room < Math.min(shortestId, stringWidth(id))) return paint.cyan(place)
  return `${paint.cyan(place)}${gap}${paint.dim(cutText(id, room))}`
}

/** Columns that a place takes with its id, of which at most `idWidth` are for the id. */
export function placeWidth({ place, id }: ExamplePlace, idWidth: number): number {
  const shown = Math.min(stringWidth(id), idWidth)
  return stringWidth(place) + (shown === 0 ? 0 : gap.length + shown)
}
