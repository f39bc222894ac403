import type { CaseResult } from '../../core/case-result.ts'
import type { Location } from '../../core/location.ts'
import { caseValues } from '../case-values.ts'
import { describeFailure } from '../describe-failure.ts'
import { escapeMarkdown } from '../escape/escape-markdown.ts'
import { codeSpan } from '../escape/markdown-code.ts'
import { type PlaceOptions, placeLink } from '../place-link.ts'

const idLength = 80
const reasonLength = 300

/** Where a case stands and its id: the line of its dataset, or the id alone. */
export function caseName(id: string, at: Location | undefined, options: PlaceOptions): string {
  const name = codeSpan(id, idLength) || 'a case without an id'
  return at ? `${placeLink(at, options)} ${name}` : name
}

/** A failed case as an item of a list, with the reason why. */
export function failedCase(result: CaseResult, options: PlaceOptions): string {
  const why = escapeMarkdown(describeFailure(result), reasonLength)
  return `- ${caseName(result.id, result.at, options)}: ${why}`
}

/** Cases of which only the ids are sure to be known. */
export function caseItems(
  ids: readonly string[],
  results: ReadonlyMap<string, CaseResult>,
  options: PlaceOptions,
): string[] {
  return ids.map((id) => {
    const result = results.get(id)
    return result?.verdict === 'failed'
      ? failedCase(result, options)
      : `- ${caseName(id, result?.at, options)}`
  })
}

/** What went in and what came out, as items of a list below a case. */
export function valueItems(result: CaseResult): string[] {
  return caseValues(result).map(({ label, value }) => `  - ${label} ${codeSpan(value)}`)
}
