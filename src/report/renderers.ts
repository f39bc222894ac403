import type { RunReport } from '../core/run-report.ts'
import type { TuneResult } from '../core/tune-result.ts'
import type { PlaceOptions } from './place-link.ts'
import { renderAnnotations } from './render-annotations.ts'
import { renderJunit } from './render-junit.ts'
import { renderMarkdown } from './render-markdown.ts'
import type { RenderOptions } from './render-options.ts'
import { renderRunJson } from './render-run-json.ts'
import { renderStepSummary } from './render-step-summary.ts'
import { renderTerminal } from './render-terminal.ts'
import { renderTuning } from './render-tuning.ts'

export type ReportOptions = RenderOptions & PlaceOptions

/** Makes text of a report: data in, string out, nothing else. */
export type Renderer<Report> = (report: Report, options: ReportOptions) => string

/** The reports of a run by name; a new one is one file and one line here. */
export const runRenderers = {
  annotations: renderAnnotations,
  json: renderRunJson,
  junit: renderJunit,
  markdown: renderMarkdown,
  stepSummary: renderStepSummary,
  terminal: renderTerminal,
} satisfies Record<string, Renderer<RunReport>>

/** The reports of a tuning by name. */
export const tuneRenderers = {
  terminal: renderTuning,
} satisfies Record<string, Renderer<TuneResult>>
