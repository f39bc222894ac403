import type { JsonValue } from '../core/json.ts'
import type { Redactor } from '../core/redaction/create-redactor.ts'
import type { ModelRole } from '../core/usage.ts'

/** Who takes secrets out: of what cases hold, and of everything else. */
interface Redactors {
  readonly redactor: Redactor
  /** The suite's own function before it. Default: as for everything else. */
  readonly ofCases?: Redactor | undefined
}

/** May an answer stand on disk as it is? Critic and optimizer read redacted cases only. */
export function createMayKeep({ redactor, ofCases = redactor }: Redactors) {
  return (role: ModelRole, answer: JsonValue): boolean => {
    if (role === 'embedder') return true
    try {
      return (role === 'critic' || role === 'optimizer' ? redactor : ofCases).json(answer) === answer
    } catch {
      // The suite's own function broke, and the case says so.
      return false
    }
  }
}
