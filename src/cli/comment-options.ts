import { z } from 'zod'
import { retuneError } from '../core/errors.ts'

const text = () => z.string('has no value')

const optionsSchema = z.strictObject({
  pr: text()
    .regex(/^\d+$/, 'is no number')
    .transform(Number)
    .pipe(z.int('is too large').min(1, 'is no pull request'))
    .optional(),
  repo: text()
    .regex(/^[\w-]+\/[\w.-]+$/, 'is no owner/name')
    .optional(),
  report: text().min(1, 'is empty').default('.prompt-retune/last-run.json'),
  key: text()
    .regex(/^[\w.-]{1,80}$/, 'may have letters, digits, dots and dashes only')
    .optional(),
  author: text()
    .regex(/^[\w-]+(?:\[bot\])?$/, 'is no login')
    .optional(),
  folder: text().min(1, 'is empty').optional(),
  'dry-run': z.boolean('takes no value').default(false),
})

export type CommentOptions = z.output<typeof optionsSchema>

/** @throws RetuneError CLI_UNKNOWN_OPTION, CLI_COMMENT_OPTION */
export function readCommentOptions(words: readonly string[]): CommentOptions {
  const given = Object.fromEntries(words.map(readWord))
  const read = optionsSchema.safeParse(given)
  if (read.success) return read.data
  const [issue] = read.error.issues
  const name = String(issue?.path[0] ?? '')
  throw retuneError('CLI_COMMENT_OPTION', {
    option: `--${name}`,
    problem: issue?.message ?? 'it is not known',
  })
}

function readWord(word: string): [string, string | boolean] {
  const [, name = '', value] = /^--([a-z-]+)(?:=(.*))?$/s.exec(word) ?? []
  if (!Object.hasOwn(optionsSchema.shape, name)) {
    throw retuneError('CLI_UNKNOWN_OPTION', { option: word, command: 'comment' })
  }
  return [name, value ?? true]
}
