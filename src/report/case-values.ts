import type { CaseResult } from '../core/case-result.ts'
import { previewValue } from './preview-value.ts'

const valueLength = 400

/** What went into a case and what came out, as JSON cut to a length; nothing where the report does not say. */
export function caseValues({
  input,
  expected,
  output,
  text,
}: CaseResult): { label: string; value: string }[] {
  const values: readonly (readonly [string, unknown])[] = [
    ['input', input],
    ['expected', expected],
    ['output', output ?? (text || undefined)],
  ]
  return values.flatMap(([label, value]) =>
    value === undefined ? [] : [{ label, value: previewValue(value, valueLength) }],
  )
}

/** The same as lines of text. */
export function valueLines(result: CaseResult): string[] {
  return caseValues(result).map(({ label, value }) => `${label}: ${value}`)
}
