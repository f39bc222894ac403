import type { RunReport } from '../core/run-report.ts'
import { erroredChapter, failedChapter, fixedChapter, newlyFailingChapter } from './markdown/case-chapters.ts'
import { closingChapter } from './markdown/closing-chapter.ts'
import { flakyChapter } from './markdown/flaky-chapter.ts'
import { type Chapter, fitPage } from './markdown/section.ts'
import { sensitivityChapter } from './markdown/sensitivity-chapter.ts'
import { suiteTables } from './markdown/suites-table.ts'
import { topicChapter } from './markdown/topic-chapter.ts'
import { unloadedChapter } from './markdown/unloaded-chapter.ts'
import { verdictSection } from './markdown/verdict-section.ts'
import type { PlaceOptions } from './place-link.ts'

export interface MarkdownOptions extends PlaceOptions {
  /** Characters at most. Default 60,000: GitHub takes 65,536, and a marker may follow. */
  readonly limit?: number | undefined
}

const commentLimit = 60_000

/**
 * The report of a run as GitHub Markdown, for a comment on a pull request: first the verdict, then the suites, the failure topics
 * largest first, the cases that changed, the command that would repair the prompt, and how it was run. What does not fit is
 * left out by whole sections. All text of models and datasets is inert. Ends with a line end, outside of any fence or fold.
 */
export function renderMarkdown(report: RunReport, options: MarkdownOptions = {}): string {
  return fitPage(reportChapters(report, options), options.limit ?? commentLimit)
}

/** The report in the order of its page. */
export function reportChapters(report: RunReport, options: PlaceOptions): Chapter[] {
  const { suites } = report
  return [
    { sections: [verdictSection(report), ...suiteTables(suites)] },
    unloadedChapter(report.unloaded),
    topicChapter(suites, options),
    newlyFailingChapter(suites, options),
    failedChapter(suites, options),
    erroredChapter(suites, options),
    flakyChapter(suites, options),
    sensitivityChapter(suites, options),
    fixedChapter(suites, options),
    closingChapter(report),
  ]
}
