import { z } from 'zod'
import { caseFieldsSchema, inputSchema } from './case.ts'
import { jsonSchema } from './json.ts'
import { scoreSchema } from './score.ts'
import { usageByRoleSchema } from './usage.ts'

export const verdicts = ['passed', 'failed', 'error', 'skipped'] as const

/**
 * `failed`: the prompt's output is wrong. `error`: the model could not be asked or a scorer broke, after retries; an error
 * is never counted as a failure of the prompt and is never silently green.
 */
export const verdictSchema = z.enum(verdicts)

export type Verdict = z.output<typeof verdictSchema>

/** Failures that are about the form of the answer rather than its content. */
export const formatFailureKinds = ['refusal', 'length', 'content-filter', 'empty', 'malformed'] as const

/** `wrong`: a well-formed output that a scorer did not accept. */
export const failureKindSchema = z.enum(['wrong', ...formatFailureKinds])

export type FailureKind = z.output<typeof failureKindSchema>

/** Why a case could not be judged; `not-asked`: its server had run out of quota, or had failed too often in a row; `budget`: that of the run was used up; `recording`: a replay lacks the answer. */
export const errorKinds = [
  'rate-limit',
  'quota',
  'auth',
  'bad-request',
  'server',
  'timeout',
  'connection',
  'aborted',
  'not-asked',
  'budget',
  'recording',
  'target',
  'scorer',
  'render',
  'redaction',
] as const

export const errorKindSchema = z.enum(errorKinds)

export type ErrorKind = z.output<typeof errorKindSchema>

export const caseErrorSchema = z.object({
  kind: errorKindSchema,
  message: z.string(),
  status: z.int().optional(),
})

export type CaseError = z.output<typeof caseErrorSchema>

/**
 * Why the tokens of an answer gave no probability: the server `refused` to tell them, gave `none`, or some that do not spell the
 * answer (`unreadable`); `no-field`: what is scored is not known, or not in the answer; `target`: a function of the suite's own answered.
 */
export const probabilityGaps = ['refused', 'none', 'unreadable', 'no-field', 'target'] as const

export const probabilityGapSchema = z.enum(probabilityGaps)

export type ProbabilityGap = z.output<typeof probabilityGapSchema>

/** One of several answers to the same case. What was answered is kept of trials that did not pass. */
export const trialResultSchema = z.object({
  verdict: verdictSchema,
  score: z.number().min(0).max(1).nullable(),
  confidence: z.number().min(0).max(1).optional(),
  probability: z.number().min(0).max(1).optional(),
  kind: failureKindSchema.optional(),
  /** Absent where it would be long: then its beginning is the text. */
  output: jsonSchema.optional(),
  text: z.string().optional(),
  reason: z.string().optional(),
  error: caseErrorSchema.optional(),
})

export type TrialResult = z.output<typeof trialResultSchema>

/** How a case did that is asked several times. Trials that could change nothing any more were not asked. */
export const caseTrialsSchema = z.object({
  /** Trials at most. */
  planned: z.int(),
  /** How many must pass. */
  atLeast: z.int(),
  passed: z.int(),
  failed: z.int(),
  /** Could not be judged. */
  lost: z.int(),
  /** Wilson's 95 % interval of the rate at which trials of this case pass; absent where none was judged. */
  interval: z.object({ low: z.number(), high: z.number() }).optional(),
  /** Mean of each scorer over the judged trials, by name. */
  scores: z.record(z.string(), z.number().nullable()),
  /** In the order in which they were asked. */
  results: z.array(trialResultSchema),
})

export type CaseTrials = z.output<typeof caseTrialsSchema>

/**
 * What became of one case. Under trials the output, its scores and what else is said of one answer are those of the first trial
 * that ended as the case did. Passed cases may be carried without `input`; failed and errored ones hold all that the
 * critic and the report need.
 */
export const caseResultSchema = caseFieldsSchema.extend({
  verdict: verdictSchema,
  /** Set when the verdict is `failed`. */
  kind: failureKindSchema.optional(),
  input: inputSchema.optional(),
  expected: jsonSchema.optional(),
  /** The parsed output, without the reported confidence. */
  output: jsonSchema.optional(),
  /** The raw text, kept where it could not be parsed. */
  text: z.string().optional(),
  /** What was wrong with the form of the answer, in words: set with every `kind` but `wrong`. */
  reason: z.string().optional(),
  /** Mean of the scorers' scores, in [0, 1]; 0 for a format failure; `null` when nothing scored. Under trials their mean. */
  score: z.number().min(0).max(1).nullable(),
  scores: z.array(scoreSchema),
  /** The confidence that the model reported, in [0, 1]. Under trials the mean. */
  confidence: z.number().min(0).max(1).optional(),
  /** The probability that the model's tokens gave to what was scored of its answer, in [0, 1]. Under trials the mean. */
  probability: z.number().min(0).max(1).optional(),
  /** Set where it was asked for and is not known. */
  probabilityGap: probabilityGapSchema.optional(),
  /** Set when the verdict is `skipped` because the budget of the run was used up. */
  skipped: z.literal('budget').optional(),
  /** Set when the verdict is `error`. */
  error: caseErrorSchema.optional(),
  usage: usageByRoleSchema,
  /** Set where the case may be asked more than once. */
  trials: caseTrialsSchema.optional(),
  /** Set when some trials passed and others failed; the verdict is that of the suite's rule all the same. */
  flaky: z.literal(true).optional(),
})

export type CaseResult = z.output<typeof caseResultSchema>

/** True for a failure of form: refused, cut, filtered, empty or unparseable. */
export function isFormatFailure(result: Pick<CaseResult, 'verdict' | 'kind'>): boolean {
  return result.verdict === 'failed' && result.kind !== undefined && result.kind !== 'wrong'
}
