import { z } from 'zod'
import { errorKindSchema } from './case-result.ts'
import { locationSchema } from './location.ts'
import { usageByRoleSchema } from './usage.ts'

/** How a case is varied without a change of its meaning, in the order in which it is told. */
export const perturbKinds = ['format', 'order', 'typos', 'paraphrase'] as const

export const perturbKindSchema = z.enum(perturbKinds)

export type PerturbKind = z.output<typeof perturbKindSchema>

const perturbFieldsSchema = z.strictObject({
  kinds: z
    .array(perturbKindSchema)
    .min(1)
    .refine((kinds) => new Set(kinds).size === kinds.length, 'names a kind twice'),
  /** Cases that are varied at most. */
  sample: z.int().min(1).default(50),
  /** Variants of each kind. */
  variants: z.int().min(1).max(20).default(2),
  /** The input fields that typos, paraphrases and the order of keys may touch. Default: all that the prompt shows. */
  fields: z.array(z.string().min(1)).min(1).optional(),
})

/** A list of kinds is short for `{ kinds }`. */
export const perturbSchema = z.preprocess(
  (given) => (Array.isArray(given) ? { kinds: given } : given),
  perturbFieldsSchema,
)

export type PerturbOptions = z.output<typeof perturbFieldsSchema>

/** What a variant is made by: the same settings make the same variants. */
export const perturbSettingsSchema = perturbFieldsSchema.extend({ seed: z.int() })

export type PerturbSettings = z.output<typeof perturbSettingsSchema>

/**
 * `not-applicable`: there is nothing to vary; `refused`: the paraphrase lost a number or a name; `unscored`: every scorer returned
 * null; `not-asked`: the budget of the run was used up.
 */
export const variantOutcomes = [
  'passed',
  'failed',
  'not-applicable',
  'refused',
  'unscored',
  'error',
  'not-asked',
] as const

export const variantResultSchema = z.object({
  kind: perturbKindSchema,
  /** Which of its kind, from 1. */
  variant: z.int().min(1),
  outcome: z.enum(variantOutcomes),
  /** In [0, 1]; absent where the variant was not judged. */
  score: z.number().min(0).max(1).optional(),
  /** Set when the outcome is `error`. */
  error: errorKindSchema.optional(),
})

export type VariantResult = z.output<typeof variantResultSchema>

/** What became of the variants of one case. */
export const caseVariantsSchema = z.object({ id: z.string(), variants: z.array(variantResultSchema) })

export type CaseVariants = z.output<typeof caseVariantsSchema>

/** What one process found out about the variants of a suite. */
export const sensitivityPartSchema = z.object({
  settings: perturbSettingsSchema,
  /** Sampled cases that were judged, and so were to be varied. */
  drawn: z.int().min(0),
  /** What the variants of the prompt's layout look like. */
  layouts: z.array(z.object({ variant: z.int(), what: z.string() })),
  /** Set when the embedded model wrote the paraphrases. */
  simulated: z.literal(true).optional(),
  cases: z.array(caseVariantsSchema),
  /** What the variants took, beside the cases themselves. */
  usage: usageByRoleSchema,
})

export type SensitivityPart = z.output<typeof sensitivityPartSchema>

const kindSensitivitySchema = z.object({
  kind: perturbKindSchema,
  /** Cases with a judged variant, and judged variants of all of them. */
  cases: z.int(),
  answers: z.int(),
  /** Means over these answers; `null` without one. */
  score: z.number().nullable(),
  passRate: z.number().nullable(),
  /** The same for the same cases without a variant, each as often as it has answers. */
  original: z.object({ score: z.number().nullable(), passRate: z.number().nullable() }),
  /** Answers that fail where the case passes, and that pass where it fails. */
  broken: z.int(),
  fixed: z.int(),
  /** In [0, 1], over the variants of this kind and the original; `null` without an answer. */
  spread: z.number().min(0).max(1).nullable(),
  /** Variants that were not judged, and why. */
  notApplicable: z.int(),
  refused: z.int(),
  unscored: z.int(),
  errored: z.int(),
  notAsked: z.int(),
})

export type KindSensitivity = z.output<typeof kindSensitivitySchema>

/**
 * How much a suite's results hang on what should not matter. Two variants (the original is one) are compared on the cases that both
 * judged; the spread is the largest difference of their means (with the same cases under all variants: highest minus lowest, as in
 * FormatSpread, Sclar et al. 2023).
 */
export const sensitivitySchema = sensitivityPartSchema.omit({ cases: true }).extend({
  /** The larger one of the two spreads, in [0, 1]; `null` where no variant was judged. */
  spread: z.number().min(0).max(1).nullable(),
  scoreSpread: z.number().min(0).max(1).nullable(),
  passRateSpread: z.number().min(0).max(1).nullable(),
  /** Between which variants the spread lies: `format 2` and `original`, with their means over the cases of both. */
  widest: z
    .object({
      by: z.enum(['score', 'passRate']),
      low: z.object({ variant: z.string(), mean: z.number() }),
      high: z.object({ variant: z.string(), mean: z.number() }),
      cases: z.int(),
    })
    .optional(),
  kinds: z.array(kindSensitivitySchema),
  /** The varied cases, the most sensitive one first. */
  cases: z.array(
    caseVariantsSchema.extend({
      at: locationSchema.optional(),
      passed: z.boolean(),
      score: z.number().min(0).max(1),
      /** Highest minus lowest score of the case and its variants. */
      spread: z.number().min(0).max(1),
    }),
  ),
})

export type Sensitivity = z.output<typeof sensitivitySchema>
