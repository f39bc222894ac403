import { type RunReport, runReportSchema } from '../core/run-report.ts'

/** Characters that JSON may hold as they are but that a terminal or a line-based reader would act on. */
const unprintable = /[\x7f-\x9f\p{Bidi_Control}\p{Zl}\p{Zp}]/gu

/** The report as `.prompt-retune/last-run.json` holds it: members in the order of the schema, indented by 2, with a last newline. */
export function renderRunJson(report: RunReport): string {
  const text = JSON.stringify(runReportSchema.parse(report), null, 2)
  return `${text.replace(unprintable, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`
}
