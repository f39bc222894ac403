import type { SensitivityPart } from '../../core/sensitivity.ts'
import { addUsageByRole, type UsageByRole } from '../../core/usage.ts'

/** What several shards found out about the variants of one suite, as one. */
export function mergeParts(parts: readonly SensitivityPart[]): SensitivityPart | undefined {
  const [first] = parts
  if (!first) return undefined
  return {
    ...first,
    drawn: parts.reduce((sum, { drawn }) => sum + drawn, 0),
    cases: parts.flatMap(({ cases }) => cases),
    usage: parts.reduce<UsageByRole>((sum, { usage }) => addUsageByRole(sum, usage), {}),
  }
}
