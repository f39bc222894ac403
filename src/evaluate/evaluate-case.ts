import type { Case } from '../core/case.ts'
import type { CaseResult, TrialResult } from '../core/case-result.ts'
import { messageOf } from '../core/errors.ts'
import { toJson } from '../core/json.ts'
import { createRedactor } from '../core/redaction/create-redactor.ts'
import { addUsageByRole, isUsed, type ModelRole, type Usage, type UsageByRole } from '../core/usage.ts'
import { callWith } from '../model/call-with.ts'
import type { Message, ModelClient } from '../model/client.ts'
import { renderPrompt } from '../prompt/render-prompt.ts'
import { askTarget } from './ask-target.ts'
import { skipForBudget, watchRefusals } from './budget-skip.ts'
import { carriedOver, erroredCase, fullRow } from './case-row.ts'
import type { EvaluationSpec } from './evaluation-spec.ts'
import { prepareSpec } from './prepare-spec.ts'
import { redactResult } from './redact-result.ts'
import { scoreOutput } from './score-output.ts'
import type { TargetReply } from './target-reply.ts'

/** Longest raw text kept of an answer that could not be used, in characters. */
const keptText = 4_000
/** The same of each trial that did not pass. */
const keptTrialText = 1_000

export interface EvaluateContext {
  readonly model: ModelClient
  readonly signal?: AbortSignal | undefined
  /** Set where the same is asked again on purpose, for the suite's own target. */
  readonly trial?: number | undefined
}

/**
 * One case from row to verdict: render, ask the target, parse, score. Never throws for what a row, a model, a target or a
 * scorer does: that becomes the verdict. Scores lie in [0, 1]; a case passes when every scorer that scored reaches its
 * threshold, and is `skipped` when none scored. The result is plain JSON data, redacted; a passed one carries no `input`.
 *
 * @throws RetuneError from the model client, for a wrong set-up only
 */
export async function evaluateCase(
  item: Case,
  spec: EvaluationSpec,
  context: EvaluateContext,
): Promise<CaseResult> {
  return settleResult(await judgeCase(item, spec, context), spec)
}

/** The result as it may leave the evaluation: redacted, and without the rest of long texts. */
export function settleResult(
  result: CaseResult,
  { redactor = createRedactor() }: EvaluationSpec,
): CaseResult {
  // Not cut before: what is left of a secret that was cut off is hard to tell.
  const { trials, ...redacted } = redactResult(result, redactor)
  return {
    ...redacted,
    ...(redacted.text === undefined ? {} : { text: cutText(redacted.text, keptText) }),
    ...(trials ? { trials: { ...trials, results: trials.results.map(cutTrial) } } : {}),
  }
}

function cutTrial({ output, ...trial }: TrialResult): TrialResult {
  const text = trial.text ?? (output === undefined ? undefined : JSON.stringify(output))
  if (text === undefined) return trial
  return output !== undefined && text.length <= keptTrialText
    ? { ...trial, output }
    : { ...trial, text: cutText(text, keptTrialText) }
}

const cutText = (text: string, longest: number) => text.slice(0, longest).toWellFormed()

/** The same, with everything that the target and the scorers said. */
export async function judgeCase(
  item: Case,
  spec: EvaluationSpec,
  given: EvaluateContext,
): Promise<CaseResult> {
  const model = watchRefusals(callWith(given.model, { caseId: item.id }))
  const result = await askAndScore(item, spec, { ...given, model })
  const left = result.error?.kind === 'budget' || model.refused
  return result.verdict === 'error' && left ? skipForBudget(item, result) : result
}

async function askAndScore(item: Case, spec: EvaluationSpec, context: EvaluateContext): Promise<CaseResult> {
  if (item.skip) return { ...carriedOver(item), verdict: 'skipped', score: null, scores: [], usage: {} }
  const rendered = render(item, spec)
  if ('error' in rendered) {
    return erroredCase(item, { kind: 'render', message: rendered.error })
  }
  const reply = await askTarget(rendered.messages, item, spec, prepareSpec(spec), context)
  const usage = reply.usage && isUsed(reply.usage) ? { target: reply.usage } : {}
  if (reply.status === 'ok') return judge(item, reply, usage, spec, context)
  if (reply.status === 'error') return erroredCase(item, reply.error, usage)
  const { kind, reason } = reply
  return {
    ...fullRow(item),
    scores: [],
    usage,
    verdict: 'failed',
    kind,
    reason,
    text: reply.text,
    score: 0,
  }
}

async function judge(
  item: Case,
  reply: Extract<TargetReply, { status: 'ok' }>,
  targetUsage: UsageByRole,
  spec: EvaluationSpec,
  context: EvaluateContext,
): Promise<CaseResult> {
  let usage = targetUsage
  const recordUsage = (role: ModelRole, more: Usage) => {
    usage = addUsageByRole(usage, { [role]: more })
  }
  const { output, confidence } = reply.answer
  const { input, expected, id, tags, metadata = {} } = item
  const { scores, score, passed, error } = await scoreOutput(
    spec.scorers,
    { input, output, expected, text: reply.text, id, tags, metadata },
    { model: context.model, signal: context.signal, recordUsage },
    spec.threshold,
  )
  const judged = {
    output: toJson(output),
    scores: [...scores],
    ...(confidence === undefined ? {} : { confidence }),
    ...(spec.logprobs ? (await loadProbability())(reply, item, spec) : {}),
    usage,
  }
  if (error) return { ...fullRow(item), ...judged, verdict: 'error', error, score: null }
  if (score === null) return { ...carriedOver(item), ...judged, verdict: 'skipped', score }
  if (passed) return { ...carriedOver(item), ...judged, verdict: 'passed', score }
  return { ...fullRow(item), ...judged, verdict: 'failed', kind: 'wrong', score }
}

async function loadProbability() {
  return (await import('./answer-probability.ts')).answerProbability
}

function render(item: Case, spec: EvaluationSpec): { messages: readonly Message[] } | { error: string } {
  try {
    return { messages: renderPrompt(spec.prompt, item.input, item.at) }
  } catch (thrown) {
    return { error: messageOf(thrown) }
  }
}
