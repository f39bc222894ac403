/** A piece of a page that stands whole or not at all, so that no fence and no fold is ever cut. */
export interface Section {
  /** Markdown without an empty line at its ends; a section without text is none. */
  readonly text: string
  /** The larger, the earlier it goes when the page is too long; 0 stays. */
  readonly rank: number
  /** What the page lacks when it went, by kind: `failure topic`. */
  readonly kind: string
}

/** Sections under a heading, which goes when all of them went. */
export interface Chapter {
  readonly heading?: string
  readonly sections: readonly Section[]
}

/** Room for the note that says what was left out. */
const noteRoom = 500

/**
 * A page of at most `limit` characters: sections are left out whole, the least important first and among equals the last, and
 * a note at the end says of what kind and how many.
 *
 * @param sizeOf in which unit `limit` counts, default UTF-16 units
 */
export function fitPage(
  chapters: readonly Chapter[],
  limit: number,
  sizeOf: (text: string) => number = (text) => text.length,
): string {
  const full = withoutEmpty(chapters)
  const whole = layOut(full)
  if (sizeOf(whole) <= limit) return whole
  const dropped = new Set<Section>()
  let size = sizeOf(whole)
  const order = full
    .flatMap(({ sections }) => sections)
    .map((section, index) => ({ section, index }))
    .sort((a, b) => b.section.rank - a.section.rank || b.index - a.index)
  for (const { section } of order) {
    if (size <= limit - noteRoom || section.rank === 0) break
    dropped.add(section)
    size -= sizeOf(`${section.text}\n\n`)
  }
  const kept = withoutEmpty(
    full.map((chapter) => ({ ...chapter, sections: chapter.sections.filter((one) => !dropped.has(one)) })),
  )
  return layOut([...kept, { sections: [describeDropped(dropped)] }])
}

function withoutEmpty(chapters: readonly Chapter[]): Chapter[] {
  return chapters
    .map((chapter) => ({ ...chapter, sections: chapter.sections.filter(({ text }) => text !== '') }))
    .filter(({ sections }) => sections.length > 0)
}

function layOut(chapters: readonly Chapter[]): string {
  return `${chapters
    .flatMap(({ heading, sections }) => [
      ...(heading === undefined ? [] : [`### ${heading}`]),
      ...sections.map(({ text }) => text),
    ])
    .join('\n\n')}\n`
}

function describeDropped(dropped: ReadonlySet<Section>): Section {
  const kinds = Map.groupBy(dropped, ({ kind }) => kind)
  const words = [...kinds].map(([kind, sections]) => `${kind} (${sections.length})`)
  return { text: `_Left out, since the page would be too long: ${words.join(', ')}._`, rank: 0, kind: '' }
}
