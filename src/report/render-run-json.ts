import type { RunReport } from '../core/run-report.ts'
import { runJsonParts } from './run-json-parts.ts'

/** The report as `.prompt-retune/last-run.json` holds it: members in the order of the schema, indented by 2, with a last newline. */
export function renderRunJson(report: RunReport): string {
  return [...runJsonParts(report)].join('')
}
