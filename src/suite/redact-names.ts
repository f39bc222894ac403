import { hashText } from '../core/canonical-hash.ts'
import type { Case } from '../core/case.ts'
import type { Redactor } from '../core/redaction/create-redactor.ts'
import { RedactFailure } from '../evaluate/own-redaction.ts'

/** The case by an id and tags that may be shown: an id that must not becomes its hash, so that no two cases become one. */
export function redactNames(item: Case, redactor: Redactor): Case {
  const id = plain(item.id, redactor) === item.id ? item.id : hashText(item.id).slice(0, 12)
  const tags = item.tags.map((tag) => plain(tag, redactor) ?? 'withheld')
  return id === item.id && tags.every((tag, index) => tag === item.tags[index]) ? item : { ...item, id, tags }
}

/** `undefined` where the suite's own function breaks. */
function plain(text: string, redactor: Redactor): string | undefined {
  try {
    return redactor.text(text)
  } catch (thrown) {
    if (thrown instanceof RedactFailure) return undefined
    throw thrown
  }
}
