import { inspect } from 'node:util'
import { isRecord, type JsonValue, toJson } from '../../core/json.ts'
import type { Redactor } from '../../core/redaction/create-redactor.ts'
import { RedactFailure } from '../../evaluate/own-redaction.ts'
import type { CallEntry } from './call-log.ts'
import { recallValue } from './value-record.ts'

/** Who takes secrets out: of what cases hold, and of everything else. */
export interface Redactors {
  readonly redactor: Redactor
  /** The suite's own function before it. */
  readonly ofCases: Redactor
}

type Answered = Pick<CallEntry, 'by' | 'answer'>

/** Does an answer hold what must not be written? Those who read redacted cases only cannot tell what the suite's own function hides. */
export function createSecretCheck({ redactor, ofCases }: Redactors): (call: Answered) => boolean {
  return ({ by, answer }) => {
    if (by === 'embedder') return false
    const visible = unpack(answer)
    try {
      return (by === 'critic' || by === 'optimizer' ? redactor : ofCases).json(visible) !== visible
    } catch (thrown) {
      if (thrown instanceof RedactFailure) return true
      throw thrown
    }
  }
}

/** Values that are no JSON stand in the log as bytes: what they show is looked at too. */
function unpack(answer: JsonValue): JsonValue {
  if (!isRecord(answer)) return answer
  if (isRecord(answer.value)) return unpack(toJson(answer.value))
  if (typeof answer.v8 !== 'string') return answer
  const value = recallValue(answer)?.value
  const everything = {
    depth: null,
    maxArrayLength: null,
    maxStringLength: null,
    breakLength: Number.POSITIVE_INFINITY,
  }
  return inspect(value, everything)
}
