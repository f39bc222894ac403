import { z } from 'zod'

/**
 * How one model role is asked. Unset fields fall back to the target's, then to the environment; a key, headers or an API that were
 * given for one server are never used at another.
 */
export const modelOptionsSchema = z.strictObject({
  /** Model name, e.g. `gpt-4.1`. Default: the prompt file's `model` for the target, `gpt-4.1` for the rest. */
  model: z.string().min(1).optional(),
  /** Default: the target's, then `OPENAI_API_KEY`, each only where the base URL is the one that it goes with. */
  apiKey: z.string().min(1).optional(),
  /** Any OpenAI-compatible server. Default: `OPENAI_BASE_URL`, else OpenAI's. */
  baseURL: z.url().optional(),
  /** Which API to speak. Default: `responses` at OpenAI and the embedded model, `chat` elsewhere. */
  api: z.enum(['responses', 'chat']).optional(),
  /** Sent with every call, such as a gateway's own. Default: the target's, where the base URL is the same. */
  headers: z
    .record(z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/), z.string().regex(/^[\t\x20-\x7E]*$/))
    .optional(),
  /** Milliseconds for one attempt. Default: `limits.timeout`, five times as long for the optimizer. */
  timeout: z.int().min(1).optional(),
  /** Attempts after the first one. Default: `limits.retries`. */
  retries: z.int().min(0).max(100).optional(),
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
  /** Calls in flight at most; fewer while a server refuses calls with status 429. Default 20. */
  concurrency: z.int().min(1).max(10_000).default(20),
  /** Milliseconds for one attempt, counted from when it is sent. Default 60,000. */
  timeout: z.int().min(1).default(60_000),
  /** Attempts after the first one for 429, 5xx, time-outs and lost connections. Default 5. */
  retries: z.int().min(0).max(100).default(5),
  /** Requests to each server in any minute, over all workers of a run. Default: no cap. */
  requestsPerMinute: z.int().min(1).optional(),
  /** Input and output tokens at each server in a minute, over all workers of a run. Default: no cap. */
  tokensPerMinute: z.int().min(1).optional(),
  /** After so many calls of a role in a row that failed for good its server is asked no more for it; 0: it always is. Default 20. */
  breaker: z.int().min(0).default(20),
})

/**
 * How many cases may end as errors (the model could not be asked, a scorer broke) without failing the run: a number, or below 1
 * a share of the suite's cases.
 */
export const maxErrorsSchema = z
  .number()
  .min(0)
  .refine((value) => value < 1 || Number.isInteger(value), 'is a whole number, or a share below 1')

/** How often each case is asked at most. */
export const trialsSchema = z.int().min(1).max(100)

/** How many of the trials must pass. */
export const passRuleSchema = z.strictObject({ atLeast: z.int().min(1) })

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

/** What a tuning may spend at most; unset means without limit. The first one reached ends it with the best so far. */
export const budgetSchema = z.strictObject({
  /** Answered model calls. */
  calls: z.int().min(1).optional(),
  /** Input and output tokens together. */
  tokens: z.int().min(1).optional(),
  /** US dollars, by the `prices` of the plugin; a model without a price refuses such a budget. */
  usd: z.number().positive().optional(),
  minutes: z.number().positive().optional(),
})

/** What a run may spend at most, over all suites, workers and roles; unset means without limit. */
export const runBudgetSchema = budgetSchema.extend({
  /** Does a run pass that left cases out for its budget? Default false. */
  allowPartial: z.boolean().default(false),
})

/** Where answers are kept for later runs, in `.prompt-retune/cache/`. */
const cacheFieldsSchema = z.strictObject({
  /** Megabytes on disk at most; what has not been of use for longest goes first. Default 256. */
  maxMegabytes: z.number().min(1).default(256),
})

export const cacheOptionsSchema = z.union([
  z.literal(false),
  z.literal(true).transform(() => cacheFieldsSchema.parse({})),
  cacheFieldsSchema,
])

/**
 * `off`: models are asked; `auto`: what is recorded is replayed, the rest asked and recorded; `record`: all is asked anew and recorded;
 * `replay`: nothing is asked.
 */
export const recordModeSchema = z.enum(['off', 'auto', 'record', 'replay'])

/** US dollars for a million tokens, by model name. */
export const pricesSchema = z.record(
  z.string(),
  z.strictObject({
    input: z.number().min(0),
    output: z.number().min(0),
    /** What a call costs in a batch, as a share of that. Default: not known. */
    batch: z.number().min(0).max(1).optional(),
  }),
)

/** `direct`: each call by itself; `batch`: what the cache lacks goes through the server's Batch API, before the cases are judged. */
export const transportSchema = z.enum(['direct', 'batch'])

/** How a tuning runs; every field can be given as `--tune.NAME=VALUE`, e.g. `--tune.budget.calls=2000`. */
export const tuneOptionsSchema = z.strictObject({
  /** Revisions at most. Default 20; 60 under the schedule `progressive`. */
  iterations: z.int().min(1).max(1_000).optional(),
  /** Stop after this many iterations without a dev improvement. Default 3. */
  patience: z.int().min(1).max(1_000).default(3),
  /** Show the result, write no prompt file. Default false. */
  dryRun: z.boolean().default(false),
  /** Write the prompt file without asking; so does a run in CI or without a terminal. Default false. */
  write: z.boolean().default(false),
  /** Write the tuned prompt to this file (relative to the project root) and leave the prompt file alone. */
  out: z.string().min(1).optional(),
  /** Which strategy proposes the patches. Default `reflective` (RPT). */
  strategy: z.string().default('reflective'),
  /** Which earlier reports the optimizer reads. Default `all`. */
  memory: z.enum(['all', 'last', 'last-k', 'summary']).default('all'),
  /** Reports under `last-k`. Default 5. */
  memoryReports: z.int().min(1).default(5),
  /** Tokens of earlier reports at most (characters / 4); the oldest examples go first. Default 30,000. */
  memoryTokens: z.int().min(100).default(30_000),
  /** `improved`: any strict gain on dev; `significant`: one whose 95 % interval lies above 0. Default `improved`. */
  accept: z.enum(['improved', 'significant']).default('improved'),
  /** How often the seed prompt is asked each dev case, to measure the noise of a wavering target. Default 1: not measured. */
  trials: z.int().min(1).max(20).default(1),
  /** Characters of a tuned section at most, as a multiple of the seed's with 2,000 characters to spare. Default 4. */
  maxGrowth: z.number().min(1).default(4),
  budget: budgetSchema.prefault({}),
  /** End the evaluation of a revision on dev as soon as it has no chance to become the best one. Default false. */
  race: z.boolean().default(false),
  /**
   * `full`: every revision is measured on all optimization and dev rows, as in the paper. `progressive`: on a part of them that grows
   * when gains dry up, and whole-set numbers come at the end. Default `full`, or `progressive` with a budget in calls, tokens or dollars.
   */
  schedule: z.enum(['full', 'progressive']).optional(),
  /** Seed for splits, samples and clusters. Default 1. */
  seed: z.int().default(1),
})

/** A file for each kind of report. */
export const reportFilesSchema = z.strictObject({
  /** The comment for a pull request. */
  markdown: z.string().min(1).optional(),
  /** A `testsuite` for each prompt suite. */
  junit: z.string().min(1).optional(),
  /** As `.prompt-retune/last-run.json`; `prompt-retune/schema/run-report.json` is its JSON Schema. */
  json: z.string().min(1).optional(),
})

/** The options of `promptRetune({...})`; every one has a default. */
export const pluginOptionsSchema = z.strictObject({
  models: modelsSchema.prefault({}),
  limits: limitsSchema.prefault({}),
  diagnose: diagnosisOptionsSchema.prefault({}),
  /** Answers are kept, so that the same is not paid for again; `false`: not. Default 256 megabytes. */
  cache: cacheOptionsSchema.prefault({}),
  /** How the cases of a suite are asked; a suite may say its own. Default `direct`. */
  transport: transportSchema.default('direct'),
  /** Errored cases that a suite may have: a number, or a share below 1. Default 0. */
  maxErrors: maxErrorsSchema.default(0),
  /** Recordings in `.prompt-retune/recordings/`, for runs without a key. Default `off`. */
  record: recordModeSchema.default('off'),
  /**
   * What a run is compared with, from the project root: a folder of baselines, a baseline file, the `last-run.json` of another
   * run, or `off`. Default `.prompt-retune/baselines`.
   */
  baseline: z.string().min(1).optional(),
  /** What a run may spend; a tuning has its own, `tune.budget`. Every field can be given as `--budget.NAME=VALUE`. */
  budget: runBudgetSchema.prefault({}),
  tune: tuneOptionsSchema.prefault({}),
  /**
   * `ids-only`: no report shows inputs or outputs, nor what critics and scorers said of them. Default `full`.
   */
  report: z.enum(['full', 'ids-only']).default('full'),
  /** Files that every run writes its report to, relative to the project root. Default: none. */
  reports: reportFilesSchema.prefault({}),
  /** Prices, for costs and money budgets, beside those of common models at OpenAI (`defaultPrices`). Of other models costs are unknown. */
  prices: pricesSchema.prefault({}),
})

/** What a user gives. */
export type PluginOptions = z.input<typeof pluginOptionsSchema>
/** What the code uses. */
export type ResolvedOptions = z.output<typeof pluginOptionsSchema>
export type Models = z.output<typeof modelsSchema>
export type Limits = z.output<typeof limitsSchema>
export type DiagnosisOptions = z.output<typeof diagnosisOptionsSchema>
export type CacheOptions = z.output<typeof cacheOptionsSchema>
export type Budget = z.output<typeof budgetSchema>
export type RunBudgetOptions = z.output<typeof runBudgetSchema>
export type Prices = z.output<typeof pricesSchema>
export type TuneOptions = z.output<typeof tuneOptionsSchema>

/** When a suite holds; what is not said is not asked for. An empty one asks for every case. */
export const gateSchema = z.strictObject({
  /** The least pass rate, in [0, 1]. */
  passRate: z.number().min(0).max(1).optional(),
  /** How many cases may fail that passed in the baseline. */
  maxRegressions: z.int().min(0).optional(),
  /** Neither pass rate nor mean score may be below the baseline's by more than chance. */
  noSignificantDrop: z.boolean().optional(),
  /** Every row marked `critical` passes; so it is under any gate. Alone it lets all other rows fail. */
  critical: z.literal('all').optional(),
})

export type Gate = z.output<typeof gateSchema>

/** Weights of the selection objective: w_score * mean score - w_brier * Brier - w_length * characters / 1000. */
export const objectiveSchema = z.strictObject({
  score: z.number().default(1),
  /** Weights of single scorers, by name, in place of `score`: `{ f1: 1, exactMatch: 0.5 }`. */
  scores: z.record(z.string(), z.number()).optional(),
  /** Per US dollar that the dev cases cost for the target; needs prices. Default 0. */
  cost: z.number().default(0),
  brier: z.number().default(0.05),
  length: z.number().default(0),
})

export type Objective = z.output<typeof objectiveSchema>
