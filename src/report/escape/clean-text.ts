import { cutAt } from '../escape-control.ts'

/**
 * What no page should get from a model or a dataset: controls, bidirectional controls, invisible format characters, halves of
 * surrogate pairs, what is no character at all. The joiners that emoji and some scripts are written with stay, and so do the visible signs among the formats.
 */
const hidden =
  /(?!\u200c|\u200d|[\u0600-\u0605]|\u06dd|\u070f|\u0890|\u0891|\u08e2)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Noncharacter_Code_Point}]/gu

/** Text on one line for a page: white space collapsed, what is hidden removed, cut to `limit` characters first (default 1,000). */
export function cleanLine(text: string, limit = 1_000): string {
  return cutAt(text, limit).replace(/\s+/gu, ' ').replace(hidden, '').trim()
}
