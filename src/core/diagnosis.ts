import { z } from 'zod'
import { locationSchema } from './location.ts'
import { metricsSchema } from './metrics.ts'
import { usageByRoleSchema } from './usage.ts'

/** One failure mode of one failed case, as the critic names it. */
export const diagnosisSchema = z.object({
  caseId: z.string(),
  /** 2 to 6 words, without entity names. */
  label: z.string(),
  definition: z.string(),
  /** Why this example failed. */
  why: z.string(),
  /** The evidence in the trace. */
  basis: z.string(),
  /** 1 - score of its case. */
  impact: z.number().min(0).max(1),
  /** Was the reported confidence right for this outcome? */
  confidence: z.enum(['appropriate', 'overconfident', 'underconfident', 'unknown']).default('unknown'),
  /** `mechanical`: made from verdict and scorer feedback, without a model. */
  source: z.enum(['critic', 'mechanical']),
})

export type Diagnosis = z.output<typeof diagnosisSchema>

export const topicExampleSchema = z.object({
  caseId: z.string(),
  why: z.string(),
  at: locationSchema.optional(),
})

/** A cluster of diagnoses with one cause. */
export const topicSchema = z.object({
  id: z.string(),
  name: z.string(),
  definition: z.string(),
  /** The most telling terms of its diagnoses, most telling first. */
  terms: z.array(z.string()),
  examples: z.array(topicExampleSchema),
  caseIds: z.array(z.string()),
  diagnoses: z.int(),
  /** (share of diagnoses + share of impact) / 2, in [0, 1]. */
  prevalence: z.number().min(0).max(1),
  /** Prevalence of at least 0.10, else among the three largest. */
  retained: z.boolean(),
})

export type Topic = z.output<typeof topicSchema>

/** What the optimizer, the reports and the reader get: metrics of a prompt and the topics of its failures, largest first. */
export const diagnosticReportSchema = z.object({
  schema: z.literal('prompt-retune/diagnostic@1'),
  metrics: metricsSchema,
  topics: z.array(topicSchema),
  /** Diagnoses by the critic, and those made without a model because the critic could not be asked. */
  critiqued: z.int(),
  mechanical: z.int(),
  usage: usageByRoleSchema,
  /** What a reader should know: the critic was down, embeddings were made locally ... */
  notes: z.array(z.string()),
})

export type DiagnosticReport = z.output<typeof diagnosticReportSchema>
