import type { CaseResult, TrialResult } from '../core/case-result.ts'
import { toJson } from '../core/json.ts'
import { type Redactor, redactExactly } from '../core/redaction/create-redactor.ts'
import { RedactFailure } from './own-redaction.ts'

/**
 * The result as it may be written and shown: nothing of what the case held, the target answered or an error said leaves the evaluation
 * in another way. A secret that was known by its name in one text is taken out of the others too, where it may stand alone. Where the suite's own function breaks, all texts are withheld, and the case is an error.
 */
export function redactResult(result: CaseResult, redactor: Redactor): CaseResult {
  try {
    const found = new Set<string>()
    const plain = redactTexts(
      result,
      redactor.noting((secret) => found.add(secret)),
    )
    return found.size === 0 ? plain : redactTexts(plain, redactExactly(found))
  } catch (thrown) {
    if (!(thrown instanceof RedactFailure)) throw thrown
    const { id, split, tags, critical, at, usage } = result
    return {
      id,
      tags,
      critical,
      ...(split ? { split } : {}),
      ...(at ? { at } : {}),
      verdict: 'error',
      error: { kind: 'redaction', message: `${thrown.message} the texts of this case are withheld.` },
      score: null,
      scores: [],
      usage,
    }
  }
}

function redactTexts(result: CaseResult, redactor: Redactor): CaseResult {
  const { input, expected, scores, trials } = result
  return {
    ...redactAnswer(result, redactor),
    ...(input === undefined ? {} : { input: redactor.members(input) }),
    ...(expected === undefined ? {} : { expected: redactor.json(expected) }),
    scores: scores.map((score) => redactScore(score, redactor)),
    ...(trials
      ? { trials: { ...trials, results: trials.results.map((trial) => redactAnswer(trial, redactor)) } }
      : {}),
  }
}

function redactAnswer<Answer extends TrialResult>(answer: Answer, redactor: Redactor): Answer {
  const { output, text, reason, error } = answer
  return {
    ...answer,
    ...(output === undefined ? {} : { output: redactor.json(output) }),
    ...(text === undefined ? {} : { text: redactor.text(text) }),
    ...(reason === undefined ? {} : { reason: redactor.text(reason) }),
    ...(error === undefined ? {} : { error: { ...error, message: redactor.text(error.message) } }),
  }
}

function redactScore(score: CaseResult['scores'][number], redactor: Redactor): CaseResult['scores'][number] {
  const { feedback, metadata } = score
  if (feedback === undefined && metadata === undefined) return score
  return {
    ...score,
    ...(feedback === undefined ? {} : { feedback: redactor.text(feedback) }),
    ...(metadata === undefined ? {} : { metadata: redactMetadata(metadata, redactor) }),
  }
}

function redactMetadata(metadata: Record<string, unknown>, redactor: Redactor): Record<string, unknown> {
  const entries = Object.entries(metadata).map(([name, value]) => [name, toJson(value)] as const)
  return redactor.members(Object.fromEntries(entries))
}
