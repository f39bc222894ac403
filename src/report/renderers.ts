import type { RunReport } from '../core/run-report.ts'
import type { TuneResult } from '../core/tune-result.ts'
import type { RenderOptions } from './render-options.ts'
import { renderRunJson } from './render-run-json.ts'
import { renderTerminal } from './render-terminal.ts'
import { renderTuning } from './render-tuning.ts'

/** Makes text of a report: data in, string out, nothing else. */
export type Renderer<Report> = (report: Report, options: RenderOptions) => string

/** The reports of a run by name; a new one is one file and one line here. */
export const runRenderers = {
  json: renderRunJson,
  terminal: renderTerminal,
} satisfies Record<string, Renderer<RunReport>>

/** The reports of a tuning by name. */
export const tuneRenderers = {
  terminal: renderTuning,
} satisfies Record<string, Renderer<TuneResult>>
