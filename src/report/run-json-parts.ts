import { type CaseResult, caseResultSchema } from '../core/case-result.ts'
import { escapeUnprintable } from '../core/printable-json.ts'
import { type RunReport, runReportSchema } from '../core/run-report.ts'

/** Stands where a suite's results are to be. */
const mark = '\n      "results": []'
/** Results that are written at once. */
const many = 100

/**
 * The text of `renderRunJson` piece by piece: as one string a hundred thousand results would take several times what they take
 * themselves.
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
    for (let from = 0; from < results.length; from += many) {
      if (from > 0) yield ','
      yield escapeUnprintable(resultsText(results.slice(from, from + many)))
    }
    yield results.length === 0 ? ']' : '\n      ]'
  }
  yield '\n'
}

/** As deep as results stand in the report. */
const nest = (results: readonly CaseResult[]) => JSON.stringify([[[results]]], null, 2)
const [before = '', after = ''] = nest([]).split('[]')
const closing = `\n      ]${after}`

function resultsText(results: readonly CaseResult[]): string {
  return nest(results.map(inOrder)).slice(before.length + 1, -closing.length)
}

const places = new Map(Object.keys(caseResultSchema.shape).map((name, place) => [name, place]))

/** Its members in the order of the schema. Results have passed that where they came from, so that it is seldom to be done. */
function inOrder(result: CaseResult): CaseResult {
  let last = -1
  for (const name in result) {
    const place = places.get(name) ?? -1
    if (place <= last) return caseResultSchema.parse(result)
    last = place
  }
  return result
}
