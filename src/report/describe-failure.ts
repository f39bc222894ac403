import { isDeepStrictEqual } from 'node:util'
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

/** What the scorers said; where none said anything, which ones failed it, and expected against got where these differ. */
function describeWrong({ scores, expected, output, score }: CaseResult): string {
  const failing = scores.filter((one) => one.score !== null && one.score < one.threshold)
  const many = scores.length > 1
  if (failing.some(({ feedback }) => feedback?.trim())) {
    return failing
      .map((one) => {
        if (!one.feedback?.trim()) return describeLow(one)
        return many ? withDetail(oneLine(one.name), one.feedback) : oneLine(one.feedback)
      })
      .join('; ')
  }
  const named = failing.length > 0 ? failing.map(describeLow).join(', ') : `score ${formatScore(score)}`
  const compared = expected === undefined ? undefined : compare(expected, output)
  if (compared === undefined) return named
  return many && failing.length > 0 ? `${named}; ${compared}` : compared
}

function describeLow({ name, score, threshold }: CaseResult['scores'][number]): string {
  return `${oneLine(name)} ${formatScore(score)} is below ${formatScore(threshold)}`
}

/** Nothing where the output is what was expected: then a scorer of another kind failed it. */
function compare(expected: unknown, output: unknown): string | undefined {
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
    return undefined
  }
  const got = answerOf(output)
  return isDeepStrictEqual(got, expected) ? undefined : against(expected, got)
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
