import { countNoun } from '../../core/count-noun.ts'
import type { SuiteReport } from '../../core/run-report.ts'
import type { PlaceOptions } from '../place-link.ts'
import { flakyWords } from '../render-flaky.ts'
import { caseName } from './case-line.ts'
import { fold } from './fold.ts'
import type { Chapter, Section } from './section.ts'
import { byWeight } from './suite-change.ts'
import { suiteTitle } from './suite-title.ts'

const shownFlaky = 100

/** The cases whose trials differ, folded: their verdicts may change without a change of the prompt. */
export function flakyChapter(suites: readonly SuiteReport[], options: PlaceOptions): Chapter {
  const sections = byWeight(suites).map((suite): Section => {
    const flaky = suite.results.filter((result) => result.flaky)
    const items = flaky
      .slice(0, shownFlaky)
      .map((result) => `- ${caseName(result.id, result.at, options)} ${flakyWords(result)}`)
    const rest = flaky.length - items.length
    const of = suites.length > 1 ? ` of ${suiteTitle(suite)}` : ''
    const body = [...items, ...(rest > 0 ? [`- and ${rest} more`] : [])].join('\n')
    return { text: fold(`${countNoun(flaky.length, 'flaky case')}${of}`, body), rank: 6, kind: 'flaky cases' }
  })
  return { sections }
}
