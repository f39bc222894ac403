import type { CaseResult, FailureKind } from '../../core/case-result.ts'
import type { Diagnosis } from '../../core/diagnosis.ts'
import { isRecord, type JsonValue } from '../../core/json.ts'
import { cutMiddle } from '../cut-text.ts'

/** What a case's result says by itself, when no critic can be asked: the form that was wrong, or expected against actual. */
export function mechanicalDiagnosis(result: CaseResult): Diagnosis {
  const { kind = 'wrong', score, text, output, reason } = result
  const feedback = failingFeedback(result)
  const form = kind === 'wrong' ? wrongAnswer(result, feedback) : forms[kind]
  const evidence = output === undefined ? (text ?? '') : JSON.stringify(output)
  return {
    caseId: result.id,
    label: form.label,
    definition: form.definition,
    why: cutMiddle([reason, ...feedback].find((line) => line !== undefined) ?? form.why, 300),
    basis: cutMiddle(evidence, 300),
    impact: 1 - (score ?? 0),
    confidence: 'unknown',
    source: 'mechanical',
  }
}

/** The label of a wrong answer that shows no difference to name: only the scorers' words tell such cases apart. */
export const unexplained = 'answer not accepted'

interface Form {
  readonly label: string
  readonly definition: string
  readonly why: string
}

const form = (label: string, definition: string, why = definition): Form => ({ label, definition, why })

const forms: Record<Exclude<FailureKind, 'wrong'>, Form> = {
  refusal: form('refused to answer', 'The model declined to do the task.'),
  length: form('answer cut off', 'The answer reached the token limit before its end.'),
  'content-filter': form('blocked by content filter', "The provider's content filter stopped the answer."),
  empty: form('empty answer', 'The model gave no text at all.'),
  malformed: form('answer not in required form', 'The answer could not be read as the required output.'),
}

function wrongAnswer({ expected, output }: CaseResult, feedback: readonly string[]): Form {
  const pair = firstDifference(expected, output)
  if (!pair) return form(unexplained, cutMiddle(feedback[0] ?? 'A scorer did not accept the answer.', 300))
  const where = pair.path === '' ? 'answer' : cutMiddle(pair.path, 48)
  const why = `Expected ${brief(pair.expected)}${pair.path ? ` in ${where}` : ''}, got ${brief(pair.actual)}.`
  if (isLabel(pair.expected) && isLabel(pair.actual)) {
    const label = `expected ${pair.expected}, got ${pair.actual}`
    if (label.length <= 60)
      return form(label, `${where} should be ${pair.expected} but is ${pair.actual}.`, why)
  }
  return form(`wrong ${where} value`, `The ${where} differs from the expected one.`, why)
}

interface Difference {
  readonly path: string
  readonly expected: JsonValue
  readonly actual: JsonValue
}

/** The first place, in the order of `expected`, where the output has something else. */
function firstDifference(
  expected: JsonValue | undefined,
  actual: JsonValue | undefined,
  path = '',
): Difference | undefined {
  if (expected === undefined) return undefined
  if (isRecord(expected) && isRecord(actual)) {
    for (const key of Object.keys(expected)) {
      const inner = firstDifference(expected[key], actual[key], path ? `${path}.${key}` : key)
      if (inner) return inner
    }
    return undefined
  }
  if (path === '' && isLabel(expected) && isRecord(actual)) return onlyLabel(expected, actual)
  if (JSON.stringify(expected) === JSON.stringify(actual ?? null)) return undefined
  return { path, expected, actual: actual ?? null }
}

/** A bare expected label is about the one member of the output that is a label too. */
function onlyLabel(expected: string | boolean, actual: { [key: string]: JsonValue }): Difference | undefined {
  const labels = Object.entries(actual).filter(([, value]) => isLabel(value))
  const [only, another] = labels
  if (!only || another || only[1] === expected) return undefined
  return { path: only[0], expected, actual: only[1] }
}

/** A class name rather than a text: at most two short words, not a number; or yes and no. */
function isLabel(value: JsonValue | undefined): value is string | boolean {
  if (typeof value !== 'string') return typeof value === 'boolean'
  return value.length <= 24 && /^\p{L}[\p{L}\p{N}_./-]*( [\p{L}\p{N}_./-]+)?$/u.test(value)
}

function brief(value: JsonValue): string {
  return cutMiddle(typeof value === 'string' ? value : JSON.stringify(value), 100)
}

function failingFeedback({ scores }: CaseResult): string[] {
  return scores.flatMap(({ score, threshold, feedback }) =>
    feedback !== undefined && score !== null && score < threshold ? [feedback] : [],
  )
}
