import type { z } from 'zod'
import { suggest } from './error-catalogue/suggest.ts'

/** What is wrong with given options, each with its path: `trials: Too small: ...; there is no option "scorer". Did you mean "scorers"?` */
export function optionProblems({ issues }: z.ZodError, known: readonly string[]): string {
  return issues
    .flatMap((issue) =>
      issue.code === 'unrecognized_keys' && issue.path.length === 0
        ? issue.keys.map((key) => `there is no option "${key}".${suggest(key, known)}`)
        : [`${issue.path.join('.') || 'options'}: ${issue.message}`],
    )
    .join('; ')
}
