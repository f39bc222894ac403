import { z } from 'zod'
import { splitSchema } from '../core/case.ts'
import { caseErrorSchema, caseResultSchema } from '../core/case-result.ts'
import { diagnosticReportSchema } from '../core/diagnosis.ts'
import { metricsSchema } from '../core/metrics.ts'
import { diagnosisOptionsSchema, objectiveSchema, tuneOptionsSchema } from '../core/options.ts'
import { gateResultSchema, modelInfoSchema } from '../core/run-report.ts'
import { promptPatchSchema, stopSchema } from '../core/tune-result.ts'
import { usageByRoleSchema } from '../core/usage.ts'

/** How one case ended, without its texts: rows and outputs stay out of the journal. */
const caseOutcomeSchema = caseResultSchema
  .pick({
    id: true,
    verdict: true,
    kind: true,
    score: true,
    confidence: true,
    probability: true,
  })
  .extend({
    /** Why it could not be judged, without the words, which may hold some of the texts. */
    error: caseErrorSchema.pick({ kind: true, status: true }).optional(),
    /** What an errored case took. */
    usage: usageByRoleSchema.optional(),
  })

/** What a strategy decided: the next patch, or the end. */
const decisionSchema = z.discriminatedUnion('action', [
  z.object({ action: z.literal('patch'), patch: promptPatchSchema }),
  z.object({ action: z.literal('stop'), stop: stopSchema }),
])

export type Decision = z.output<typeof decisionSchema>

/** The first line: what is tuned, on what, and how. Another schema, prompt, dataset or set of options is another run. */
const startEventSchema = z.object({
  type: z.literal('start'),
  schema: z.literal('prompt-retune/journal@1'),
  suite: z.string(),
  /** Relative to the project root. */
  promptFile: z.string(),
  promptHash: z.string(),
  /** The whole prompt file: with the patches of the decisions, every prompt of the run. */
  source: z.string(),
  datasetHash: z.string(),
  cases: z.record(splitSchema, z.int()),
  options: tuneOptionsSchema,
  diagnosis: diagnosisOptionsSchema,
  objective: objectiveSchema,
  model: modelInfoSchema,
  /** Scorers, schemas, criteria, gate and target, as far as they can be seen. */
  suiteHash: z.string().optional(),
})

const evaluationEventSchema = z.object({
  type: z.literal('evaluation'),
  iteration: z.int(),
  /** Set when the same was asked again, to measure noise: 1 for the second time. */
  trial: z.int().optional(),
  promptHash: z.string(),
  split: splitSchema,
  /** Rows of the split, where not all of them were asked. */
  of: z.int().optional(),
  /** It ended early, since the prompt could not become the best one any more: the metrics have no means. */
  racedOut: z.boolean().optional(),
  metrics: metricsSchema,
  outcomes: z.array(caseOutcomeSchema),
})

const reportEventSchema = z.object({
  type: z.literal('report'),
  iteration: z.int(),
  promptHash: z.string(),
  report: diagnosticReportSchema,
})

/** Is the prompt of this iteration the best so far? */
const selectionEventSchema = z.object({
  type: z.literal('selection'),
  iteration: z.int(),
  promptHash: z.string(),
  objective: z.number().nullable(),
  improved: z.boolean(),
  best: z.int(),
})

/** An answer of the optimizer that was sent back, and what it was told. */
const refusalEventSchema = z.object({
  type: z.literal('refusal'),
  iteration: z.int(),
  /** Counts from 1. */
  attempt: z.int(),
  problems: z.array(z.string()),
})

/** What of the earlier reports the optimizer was not shown, for want of room; absent when all of it was. */
const memoryEventSchema = z.object({
  type: z.literal('memory'),
  iteration: z.int(),
  /** Reports shown, and their tokens. */
  reports: z.int(),
  tokens: z.int(),
  /** By report, oldest first: the accounts of single failures, all topics, or the whole report. */
  dropped: z.array(z.object({ iteration: z.int(), what: z.enum(['examples', 'topics', 'report']) })),
})

const decisionEventSchema = z.object({
  type: z.literal('decision'),
  iteration: z.int(),
  /** The iteration whose prompt the decision is about, where that is not the one at hand. */
  from: z.int().optional(),
  decision: decisionSchema,
})

/** The rest of the rows of a split is asked for seed and winner: the budget has room for it. */
const completionEventSchema = z.object({
  type: z.literal('completion'),
  iteration: z.int(),
  split: splitSchema,
  rows: z.int(),
})

const stopEventSchema = z.object({
  type: z.literal('stop'),
  iteration: z.int(),
  best: z.int(),
  stop: stopSchema,
})

/** The prompt file is about to be written. */
const writeEventSchema = z.object({
  type: z.literal('write'),
  promptHash: z.string(),
  gate: gateResultSchema,
})

/**
 * One line of `journal.jsonl`. Every event is on disk before the step that it tells of is acted on.
 */
export const journalEventSchema = z.discriminatedUnion('type', [
  startEventSchema,
  evaluationEventSchema,
  reportEventSchema,
  selectionEventSchema,
  memoryEventSchema,
  refusalEventSchema,
  decisionEventSchema,
  completionEventSchema,
  stopEventSchema,
  writeEventSchema,
])

export type JournalEvent = z.output<typeof journalEventSchema>
