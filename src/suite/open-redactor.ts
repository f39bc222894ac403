import type { Models } from '../core/options.ts'
import { createRedactor, type Redactor } from '../core/redaction/create-redactor.ts'

/** Knows the secrets of the environment, as it is now, and the keys that the options hold. */
export function openRedactor(models: Models): Redactor {
  const keys = Object.values(models).flatMap(({ apiKey }) => (apiKey === undefined ? [] : [apiKey]))
  return createRedactor({ keys })
}
