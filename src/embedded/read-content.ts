import { z } from 'zod'
import { retuneError } from '../core/errors.ts'

const textPart = z.looseObject({
  type: z.enum(['text', 'input_text', 'output_text', 'refusal']),
  text: z.string().optional(),
  refusal: z.string().optional(),
})

/** Content as the APIs allow it: a text, or text parts; images, sound and files are beyond a lexical model. */
export const contentSchema = z
  .union([z.string(), z.array(z.looseObject({ type: z.string() })), z.null()])
  .optional()

export function readContent(content: z.output<typeof contentSchema>): string {
  if (typeof content === 'string') return content
  return (content ?? [])
    .map((part) => {
      const read = textPart.safeParse(part)
      if (!read.success) throw retuneError('EMBEDDED_CANNOT', { what: `read content of type "${part.type}"` })
      return read.data.text ?? read.data.refusal ?? ''
    })
    .join('\n')
}

/** Checks a request's body; the first problem becomes the error's message, with its path. */
export function readBody<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const read = schema.safeParse(body)
  if (read.success) return read.data
  const [issue] = read.error.issues
  const path = issue?.path.join('.') ?? ''
  throw retuneError('EMBEDDED_BAD_REQUEST', {
    problem: `${path === '' ? 'the body' : path}: ${issue?.message ?? 'invalid'}`,
  })
}
