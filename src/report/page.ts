import picocolors from 'picocolors'
import type { RenderOptions } from './render-options.ts'
import type { Paint } from './text-layout.ts'

type Tone = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan' | 'inverse'

/** The room there is to print in, and the colours to do it with. */
export interface Page {
  /** Columns to use: what the terminal has, within reason. */
  readonly width: number
  /** Is the terminal wide enough for tables? Lists take their place where it is not. */
  readonly tables: boolean
  readonly paint: Readonly<Record<Tone, Paint>>
}

const narrowest = 20
/** Longer lines are hard to follow. */
const widest = 160
const tablesFrom = 60

export function createPage({ columns, color }: RenderOptions): Page {
  const { bold, dim, red, green, yellow, cyan, inverse } = picocolors.createColors(color)
  const width = Number.isFinite(columns) ? Math.min(Math.max(Math.floor(columns), narrowest), widest) : 80
  return {
    width,
    tables: width >= tablesFrom,
    paint: { bold, dim, red, green, yellow, cyan, inverse },
  }
}

/** The same page with less room, for what stands indented. */
export function inset(page: Page, by: number): Page {
  return { ...page, width: page.width - by }
}

/** Moves lines to the right; an empty line stays empty. */
export function indent(lines: readonly string[], by = 2): string[] {
  return lines.map((line) => (line === '' ? '' : ' '.repeat(by) + line))
}
