import { hashValue } from '../../core/canonical-hash.ts'
import type { Case } from '../../core/case.ts'
import type { ResolvedOptions } from '../../core/options.ts'
import type { Redactor } from '../../core/redaction/create-redactor.ts'
import { redactResult } from '../../evaluate/redact-result.ts'
import { escapeControl, oneLine } from '../../report/escape-control.ts'
import { skippedResult } from './skipped-result.ts'

/** The id on one line, and for a generated one the start of the input where that may be shown, so that a person knows the row. */
export function nameOfTest(item: Case, redactor: Redactor, report: ResolvedOptions['report']): string {
  const { id, input } = item
  if (report === 'ids-only' || !/^[0-9a-f]{12}$/.test(id) || id !== hashValue(input, 12))
    return escapeControl(id)
  const { input: shown = {} } = redactResult({ ...skippedResult(item), input }, redactor)
  return `${id} ${oneLine(Object.values(shown).map(String).join(' '), 60)}`.trimEnd()
}
