import type { CaseResult } from '../core/case-result.ts'
import { isRecord } from '../core/json.ts'
import { describeTrials } from './describe-trials.ts'
import { cutAt, oneLine } from './escape-control.ts'
import { formatScore } from './format-number.ts'
import { previewValue } from './preview-value.ts'

const longest = 300
const longestValue = 110

/** Members of an output in which a model thinks aloud; the answer stands in the others. */
const thinking =
  /^(reason(ing)?|rationale|explanation|thoughts?|thinking|analysis|trace|chain_?of_?thought)$/i

/**
 * Why a case did not pass, on one line of at most 300 characters, safe to print:
 * `expected "billing", got "login" (confidence 0.91)`, `refused to answer: ...`, `not valid JSON: ...`.
 */
export function describeFailure(result: CaseResult): string {
  const { confidence: reported, probability } = result
  const sure = [
    ...(reported === undefined ? [] : [`confidence ${formatScore(reported)}`]),
    ...(probability === undefined ? [] : [`logprobs ${formatScore(probability)}`]),
  ]
  const confidence = sure.length === 0 ? '' : ` (${sure.join(', ')})`
  return `${cutAt(describe(result), longest - confidence.length)}${confidence}`
}

function describe(result: CaseResult): string {
  const { trials, verdict } = result
  const why = describeAnswer(result)
  return trials && verdict !== 'passed' ? `${describeTrials(trials)}: ${why}` : why
}

function describeAnswer(result: CaseResult): string {
  const { verdict, error, kind, text = '', reason } = result
  if (verdict === 'error') return error ? withDetail(error.kind, error.message) : 'could not be judged'
  if (verdict !== 'failed') return verdict
  switch (kind) {
    case 'refusal':
      return withDetail('refused to answer', text || reason)
    case 'length':
      return 'cut at the output limit'
    case 'content-filter':
      return 'stopped by the content filter'
    case 'empty':
      return 'empty output'
    case 'malformed':
      return describeMalformed(text, reason)
    default:
      return describeWrong(result)
  }
}

function describeMalformed(text: string, reason: string | undefined): string {
  if (text === '' && reason === undefined) return 'malformed output'
  if (isJson(text)) return withDetail('does not fit the output schema', reason ?? text)
  // A long text may have been shortened on its way, so whether it was JSON is no longer known.
  return text.length < 1_000
    ? withDetail('not valid JSON', text || reason)
    : withDetail('malformed output', reason ?? text)
}

/** What the scorers said, else expected against got, else the scores alone. */
function describeWrong({ scores, expected, output, score }: CaseResult): string {
  const failing = scores.filter((one) => one.score !== null && one.score < one.threshold)
  const said = failing.flatMap(({ name, feedback }) =>
    feedback?.trim() ? [scores.length > 1 ? withDetail(oneLine(name), feedback) : oneLine(feedback)] : [],
  )
  if (said.length > 0) return said.join('; ')
  if (expected !== undefined) return compare(expected, output)
  const named = failing.map(({ name, score: value, threshold }) => {
    return `${oneLine(name)} ${formatScore(value)} is below ${formatScore(threshold)}`
  })
  return named.length > 0 ? named.join(', ') : `score ${formatScore(score)}`
}

function compare(expected: unknown, output: unknown): string {
  if (isRecord(expected) && isRecord(output)) {
    const differing = Object.keys(expected).filter(
      (key) => previewValue(expected[key], 1_000) !== previewValue(output[key], 1_000),
    )
    if (differing.length > 0) {
      return differing
        .slice(0, 3)
        .map((key) => `${oneLine(key, 40)}: ${against(expected[key], output[key])}`)
        .join('; ')
    }
  }
  return against(expected, answerOf(output))
}

function against(expected: unknown, got: unknown): string {
  return `expected ${previewValue(expected, longestValue)}, got ${previewValue(got, longestValue)}`
}

/** The one member that holds the answer, when an output has only one beside its reasoning. */
function answerOf(output: unknown): unknown {
  if (!isRecord(output)) return output
  const answers = Object.keys(output).filter((key) => !thinking.test(key))
  const [only] = answers
  return answers.length === 1 && only !== undefined ? output[only] : output
}

function withDetail(what: string, detail: string | undefined): string {
  const said = oneLine(detail ?? '', longest)
  return said === '' ? what : `${what}: ${said}`
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
