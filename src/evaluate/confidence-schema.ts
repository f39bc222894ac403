import { z } from 'zod'
import { isRecord } from '../core/json.ts'

/** The target's answer, taken apart. `confidence` is absent when none was asked for. */
export interface Answer {
  readonly output: unknown
  readonly confidence?: number
}

/** What the target is asked for, and how its parsed answer comes apart again. */
export interface AnswerSchema {
  /** Absent: plain text. */
  readonly schema: z.ZodType | undefined
  split(parsed: unknown): Answer
}

const confidence = z
  .number()
  .min(0)
  .max(1)
  .describe('The probability, from 0 to 1, that this answer is correct.')

const confidenceOf = (parsed: unknown): number =>
  confidence.parse(isRecord(parsed) ? parsed.confidence : undefined)

/**
 * Asks for a confidence beside the output: an object schema gets a required number `confidence` in [0, 1]; any other schema,
 * and plain text, becomes `{ answer, confidence }`. `split` takes the confidence out of the output again, unless the
 * suite's own schema has a `confidence` member: then the output keeps it.
 */
export function confidenceSchema(output: z.ZodType | undefined): AnswerSchema {
  if (!(output instanceof z.ZodObject)) {
    return {
      schema: z.object({ answer: output ?? z.string(), confidence }),
      split: (parsed) => ({
        output: isRecord(parsed) ? parsed.answer : parsed,
        confidence: confidenceOf(parsed),
      }),
    }
  }
  if ('confidence' in output.shape) {
    return { schema: output, split: (parsed) => ({ output: parsed, confidence: confidenceOf(parsed) }) }
  }
  return {
    schema: output.safeExtend({ confidence }),
    split(parsed) {
      const reported = confidenceOf(parsed)
      if (!isRecord(parsed)) return { output: parsed, confidence: reported }
      const { confidence: _, ...rest } = parsed
      return { output: rest, confidence: reported }
    },
  }
}
