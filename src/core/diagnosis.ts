import { z } from 'zod'
import { failureKindSchema } from './case-result.ts'
import { locationSchema } from './location.ts'
import { metricsSchema } from './metrics.ts'
import { usageByRoleSchema, usageSchema } from './usage.ts'

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
  /**
   * `mechanical`: made from verdict and scorer feedback, without a model. `assigned`: label and definition are those of the most
   * alike case that the critic was asked about.
   */
  source: z.enum(['critic', 'mechanical', 'assigned']),
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
  /** Against the report before; absent when there was none. */
  change: z.enum(['new', 'grown', 'shrunk', 'same']).optional(),
  /** How many cases the topic had in the report before. */
  casesBefore: z.int().optional(),
  /** Mean direction of its diagnoses' embeddings, 8 bits a member, in base64: a later report finds the topic again by it. */
  centroid: z.string().optional(),
})

export type Topic = z.output<typeof topicSchema>

/** How the reported confidences stood to what came out, over the failed cases. */
export const calibrationSchema = z.object({
  /** Mean confidence, Brier score and expected calibration error over all judged cases with a confidence. */
  confidence: z.number().nullable(),
  brier: z.number().nullable(),
  ece: z.number().nullable(),
  /** Share of the failed cases with a confidence that were overconfident. */
  overconfident: z.number().min(0).max(1),
  /** Topics in which overconfidence concentrates, most first: the share of their cases that were overconfident. */
  topics: z.array(z.object({ id: z.string(), overconfident: z.number().min(0).max(1) })),
})

/** What a diagnosis took. */
export const diagnosisCostSchema = z.object({
  critiques: usageSchema,
  embeddings: usageSchema,
  topics: usageSchema,
  assignments: usageSchema,
  /** Critiques that were known already and not paid for again. */
  reused: z.int(),
})

export type DiagnosisCost = z.output<typeof diagnosisCostSchema>

/** What the optimizer, the reports and the reader get: metrics of a prompt and the topics of its failures, largest first. */
export const diagnosticReportSchema = z.object({
  schema: z.literal('prompt-retune/diagnostic@1'),
  metrics: metricsSchema,
  topics: z.array(topicSchema),
  /** Diagnoses that belong to no topic. */
  other: z.object({ diagnoses: z.int(), caseIds: z.array(z.string()) }),
  /** Topics of the report before that no failure belongs to any more. */
  gone: z.array(z.object({ id: z.string(), name: z.string(), cases: z.int() })),
  /** Absent when no case reported a confidence. */
  calibration: calibrationSchema.optional(),
  /** Failures of form by kind, e.g. `{ malformed: 3 }`. */
  formatErrors: z.partialRecord(failureKindSchema, z.int()),
  /** Diagnoses by the critic, and those made without a model. */
  critiqued: z.int(),
  mechanical: z.int(),
  /** Diagnoses taken over from the most alike critiqued case; absent unless `maxCases` left cases uncritiqued. */
  assigned: z.int().optional(),
  /** Model calls and tokens by what they were for. */
  cost: diagnosisCostSchema,
  /** Which embedding model made the centroids; `local` for the built-in one. */
  embedder: z.string(),
  usage: usageByRoleSchema,
  /** What a reader should know: the critic was down, embeddings were made locally ... */
  notes: z.array(z.string()),
})

export type DiagnosticReport = z.output<typeof diagnosticReportSchema>
