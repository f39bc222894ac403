import type { UnloadedSuite } from '../../core/run-report.ts'
import { escapeMarkdown } from '../escape/escape-markdown.ts'
import type { Chapter } from './section.ts'
import { suiteTitle } from './suite-title.ts'

const shown = 20

/** The suites of which no case was asked, and why. */
export function unloadedChapter(unloaded: readonly UnloadedSuite[] = []): Chapter {
  const items = unloaded.slice(0, shown).map((suite) => {
    const why = escapeMarkdown(suite.message, 500)
    return `- **${suiteTitle(suite)}** ${escapeMarkdown(suite.file, 300)}${why === '' ? '' : `: ${why}`}`
  })
  const rest = unloaded.length - items.length
  const text = [...items, ...(rest > 0 ? [`- and ${rest} more`] : [])].join('\n')
  return { heading: 'Could not be loaded', sections: [{ text, rank: 2, kind: 'suites without a result' }] }
}
