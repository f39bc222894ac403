import { caseResultSchema } from '../core/case-result.ts'
import { escapeUnprintable, printableJson } from '../core/printable-json.ts'
import { type RunReport, runReportSchema } from '../core/run-report.ts'

/** Stands where a suite's results are to be. */
const mark = '\n      "results": []'
/** How deep a result stands in the report. */
const inset = ' '.repeat(8)

/**
 * The text of `renderRunJson` piece by piece, result by result: as one string a hundred thousand results would take several times
 * what they take themselves.
 */
export function* runJsonParts(report: RunReport): Generator<string> {
  const suites = report.suites.map((suite) => ({ ...suite, results: [] }))
  const frame = JSON.stringify(runReportSchema.parse({ ...report, suites }), null, 2)
  // Only a member can have this form: in a string the quotes would be escaped.
  const pieces = frame.split(mark)
  for (const [index, piece] of pieces.entries()) {
    yield escapeUnprintable(piece)
    const results = report.suites[index]?.results
    if (!results || index === pieces.length - 1) continue
    yield '\n      "results": ['
    for (const [place, result] of results.entries()) {
      const text = printableJson(caseResultSchema.parse(result), 2).replaceAll('\n', `\n${inset}`)
      yield `${place === 0 ? '' : ','}\n${inset}${text}`
    }
    yield results.length === 0 ? ']' : `\n${inset.slice(2)}]`
  }
  yield '\n'
}
