import { z } from 'zod'
import { type RetuneError, retuneError } from '../../core/errors.ts'
import { parseJson } from '../../core/json.ts'
import { oneLine } from '../../report/escape-control.ts'

const errorSchema = z.object({
  message: z.string(),
  errors: z
    .array(
      z.union([z.string(), z.object({ message: z.string() }).transform(({ message }) => message)]).catch(''),
    )
    .optional()
    .catch(undefined),
})

/** What GitHub says about a refusal, on one line. */
export function saidOf(text: string, statusText: string): string {
  const read = errorSchema.safeParse(parseJson(text))
  if (!read.success) return statusText || 'no reason was given'
  const { message, errors = [] } = read.data
  return oneLine([message, ...errors].filter((part) => part !== '').join(': '), 300)
}

/** The error for a status that no waiting helps. */
export function refusal(
  status: number,
  { said, fork, what }: { readonly said: string; readonly fork: boolean; readonly what: string },
): RetuneError {
  if (status === 401) return retuneError('GITHUB_UNAUTHORIZED', { said })
  if (status === 403) return retuneError('GITHUB_FORBIDDEN', { said, fork })
  if (status === 404) return retuneError('GITHUB_NOT_FOUND', { what, said })
  return status >= 500
    ? retuneError('GITHUB_DOWN', { status, said })
    : retuneError('GITHUB_REFUSED', { status, said })
}
