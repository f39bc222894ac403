import { z } from 'zod'

/** How one model role is asked. Unset fields fall back to the target's, then to the environment. */
export const modelOptionsSchema = z.strictObject({
  /** Model name, e.g. `gpt-4.1`. Default: the prompt file's `model` for the target, `gpt-4.1` for the rest. */
  model: z.string().min(1).optional(),
  /** Default: `OPENAI_API_KEY`. */
  apiKey: z.string().min(1).optional(),
  /** Any OpenAI-compatible server. Default: `OPENAI_BASE_URL`, else OpenAI's. */
  baseURL: z.url().optional(),
  /** Which API to speak. Default: `responses` at OpenAI and the embedded model, `chat` elsewhere. */
  api: z.enum(['responses', 'chat']).optional(),
})

/** The models by role. */
export const modelsSchema = z.strictObject({
  target: modelOptionsSchema.prefault({}),
  critic: modelOptionsSchema.prefault({}),
  optimizer: modelOptionsSchema.prefault({}),
  embedder: modelOptionsSchema.prefault({}),
  judge: modelOptionsSchema.prefault({}),
})

/** Limits on calls, shared by all suites of a run. */
export const limitsSchema = z.strictObject({
  /** Calls in flight at most. Default 20. */
  concurrency: z.int().min(1).max(10_000).default(20),
  /** Milliseconds for one attempt, counted from when it is sent. Default 60,000. */
  timeout: z.int().min(1).default(60_000),
  /** Attempts after the first one for 429, 5xx, time-outs and lost connections. Default 5. */
  retries: z.int().min(0).max(100).default(5),
})

export const diagnosisModeSchema = z.enum(['off', 'local', 'llm'])

const diagnosisFieldsSchema = z.strictObject({
  /** `llm`: the critic model is asked; `local`: topics from scorer feedback, no call; `off`. Default `llm`. */
  mode: diagnosisModeSchema.default('llm'),
  /** How many topics: a number, or `auto` for as many as the failures really fall into. Default `auto`. */
  topics: z.union([z.literal('auto'), z.int().min(1).max(100)]).default('auto'),
  /** Topics at most under `auto`. Default 10. */
  maxTopics: z.int().min(1).max(100).default(10),
  /** Failed cases that the critic is asked about at most; the others are assigned by likeness. Default: all. */
  maxCases: z.int().min(1).optional(),
})

/** `'local'` is short for `{ mode: 'local' }`. */
export const diagnosisOptionsSchema = z
  .union([diagnosisModeSchema.transform((mode) => ({ mode })), diagnosisFieldsSchema.partial()])
  .pipe(diagnosisFieldsSchema)

/** How a tuning runs; every field can be given as `--tune.NAME=VALUE`. */
export const tuneOptionsSchema = z.strictObject({
  /** Revisions at most. Default 20. */
  iterations: z.int().min(1).max(1_000).default(20),
  /** Stop after this many iterations without a dev improvement. Default 3. */
  patience: z.int().min(1).max(1_000).default(3),
  /** Show the result, write no prompt file. Default false. */
  dryRun: z.boolean().default(false),
  /** Which strategy proposes the patches. Default `reflective` (RPT). */
  strategy: z.string().default('reflective'),
  /** Seed for splits, samples and clusters. Default 1. */
  seed: z.int().default(1),
})

/** The options of `promptRetune({...})`; every one has a default. */
export const pluginOptionsSchema = z.strictObject({
  models: modelsSchema.prefault({}),
  limits: limitsSchema.prefault({}),
  diagnose: diagnosisOptionsSchema.prefault({}),
  tune: tuneOptionsSchema.prefault({}),
})

/** What a user gives. */
export type PluginOptions = z.input<typeof pluginOptionsSchema>
/** What the code uses. */
export type ResolvedOptions = z.output<typeof pluginOptionsSchema>
export type Models = z.output<typeof modelsSchema>
export type Limits = z.output<typeof limitsSchema>
export type DiagnosisOptions = z.output<typeof diagnosisOptionsSchema>
export type TuneOptions = z.output<typeof tuneOptionsSchema>

/** Weights of the selection objective: w_score * mean score - w_brier * Brier - w_length * characters / 1000. */
export const objectiveSchema = z.strictObject({
  score: z.number().default(1),
  brier: z.number().default(0.05),
  length: z.number().default(0),
})

export type Objective = z.output<typeof objectiveSchema>
