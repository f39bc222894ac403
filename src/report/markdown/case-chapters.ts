import type { CaseResult } from '../../core/case-result.ts'
import { countNoun } from '../../core/count-noun.ts'
import type { SuiteReport } from '../../core/run-report.ts'
import { escapeMarkdown } from '../escape/escape-markdown.ts'
import { groupErrors } from '../group-errors.ts'
import type { PlaceOptions } from '../place-link.ts'
import { caseItems, caseName, failedCase } from './case-line.ts'
import { fold } from './fold.ts'
import type { Chapter, Section } from './section.ts'
import { byWeight } from './suite-change.ts'
import { suiteTitle, underTitle } from './suite-title.ts'

/** Newly failing cases in sight, and in the fold below them. */
const inSight = 10
const inFold = 200
const shownFailures = 5
const shownErrors = 5

/** The cases that passed in the baseline and fail now. */
export function newlyFailingChapter(suites: readonly SuiteReport[], options: PlaceOptions): Chapter {
  const sections = byWeight(suites).flatMap((suite): Section[] => {
    const ids = suite.baseline?.newlyFailing ?? []
    const items = caseItems(ids.slice(0, inSight + inFold), byId(suite), options)
    const rest = ids.slice(inSight).length
    const [first = ''] = underTitle(suite, [items.slice(0, inSight).join('\n')], suites.length > 1)
    const more = fold(`${rest} more newly failing`, withRest(items.slice(inSight), ids.length))
    return [
      { text: first, rank: 4, kind: 'newly failing cases' },
      { text: more, rank: 6, kind: 'newly failing cases' },
    ]
  })
  return { heading: 'Newly failing', sections }
}

/** Failed cases of suites that have neither a baseline nor topics to tell of them. */
export function failedChapter(suites: readonly SuiteReport[], options: PlaceOptions): Chapter {
  const bare = suites.filter(({ baseline, diagnosis }) => !baseline && (diagnosis?.topics.length ?? 0) === 0)
  const sections = byWeight(bare).flatMap((suite): Section[] => {
    const failed = suite.results.filter(({ verdict }) => verdict === 'failed')
    const items = failed.slice(0, shownFailures).map((result) => failedCase(result, options))
    const block = withRest(items, failed.length)
    return underTitle(suite, [block], suites.length > 1).map((text) => ({
      text,
      rank: 5,
      kind: 'failed cases',
    }))
  })
  return { heading: 'Failed', sections }
}

/** The cases that could not be judged, by what was in the way. */
export function erroredChapter(suites: readonly SuiteReport[], options: PlaceOptions): Chapter {
  const sections = byWeight(suites).flatMap((suite): Section[] => {
    const errored = suite.results.filter(({ verdict }) => verdict === 'error')
    const groups = groupErrors(errored)
    const lines = groups.slice(0, shownErrors).map(({ title, cases }) => {
      const [first] = cases
      const where = first ? `, first ${caseName(first.id, first.at, options)}` : ''
      return `- ${escapeMarkdown(title, 300)} (${countNoun(cases.length, 'case')}${where})`
    })
    const rest = groups.length - lines.length
    if (rest > 0) lines.push(`- and ${countNoun(rest, 'other message')}`)
    return underTitle(suite, [lines.join('\n')], suites.length > 1).map((text) => ({
      text,
      rank: 5,
      kind: 'errors',
    }))
  })
  return { heading: 'Could not be judged', sections }
}

/** The cases that failed in the baseline and pass now, folded. */
export function fixedChapter(suites: readonly SuiteReport[], options: PlaceOptions): Chapter {
  const sections = byWeight(suites).map((suite): Section => {
    const ids = suite.baseline?.fixed ?? []
    const items = caseItems(ids.slice(0, inFold), byId(suite), options)
    const of = suites.length > 1 ? ` of ${suiteTitle(suite)}` : ''
    const summary = `${countNoun(ids.length, 'fixed case')}${of}`
    return { text: fold(summary, withRest(items, ids.length)), rank: 9, kind: 'fixed cases' }
  })
  return { sections }
}

function byId({ results }: SuiteReport): ReadonlyMap<string, CaseResult> {
  return new Map(results.map((result) => [result.id, result]))
}

function withRest(items: readonly string[], all: number): string {
  const rest = all - items.length
  return items.length === 0 ? '' : [...items, ...(rest > 0 ? [`- and ${rest} more`] : [])].join('\n')
}
