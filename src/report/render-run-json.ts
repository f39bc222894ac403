import { printableJson } from '../core/printable-json.ts'
import { type RunReport, runReportSchema } from '../core/run-report.ts'

/** The report as `.prompt-retune/last-run.json` holds it: members in the order of the schema, indented by 2, with a last newline. */
export function renderRunJson(report: RunReport): string {
  return `${printableJson(runReportSchema.parse(report), 2)}\n`
}
