import type { RunReport } from '../core/run-report.ts'
import { fitPage } from './markdown/section.ts'
import type { PlaceOptions } from './place-link.ts'
import { reportChapters } from './render-markdown.ts'

/** GitHub takes 1,024 KiB from all that a step writes; Vitest and others write too. */
const summaryLimit = 512 * 1024

/** The report of a run for the summary of a GitHub job: what the comment says, under a title of its own, with room for more. */
export function renderStepSummary(report: RunReport, options: PlaceOptions = {}): string {
  const title = { sections: [{ text: '## Prompt suites', rank: 0, kind: '' }] }
  return fitPage([title, ...reportChapters(report, options)], summaryLimit, (text) => Buffer.byteLength(text))
}
