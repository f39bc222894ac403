import { z } from 'zod'
import { isRecord } from '../core/json.ts'
import { type AnswerSchema, confidenceSchema } from './confidence-schema.ts'
import type { EvaluationSpec } from './evaluation-spec.ts'

const prepared = new WeakMap<EvaluationSpec, AnswerSchema>()

/** The answer schema of a spec, made once: thousands of cases share it, and a schema object is also the client's cache key. */
export function prepareSpec(spec: EvaluationSpec): AnswerSchema {
  const known = prepared.get(spec)
  if (known) return known
  const made = answerSchema(spec)
  prepared.set(spec, made)
  return made
}

function answerSchema(spec: EvaluationSpec): AnswerSchema {
  if (!spec.confidence) return { schema: spec.output, split: (parsed) => ({ output: parsed }) }
  if (spec.target && !spec.output) return anyAnswer
  return confidenceSchema(spec.output)
}

/** A function without a schema may answer `{ answer, confidence }`, or put the confidence beside its own members. */
const anyAnswer: AnswerSchema = {
  schema: z.looseObject({ confidence: z.number().min(0).max(1) }),
  split(parsed) {
    if (!isRecord(parsed) || typeof parsed.confidence !== 'number') return { output: parsed }
    const { confidence, ...rest } = parsed
    const alone = Object.keys(rest).length === 1 && 'answer' in rest
    return { output: alone ? rest.answer : rest, confidence }
  },
}
