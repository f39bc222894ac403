import { retuneError } from '../core/errors.ts'
import type { ResolvedSuiteOptions } from './suite-options.ts'

/**
 * @param fields what any row gives
 * @throws RetuneError SUITE_OPTIONS
 */
export function checkPerturb(
  suite: string,
  { perturb, maxSpread }: Pick<ResolvedSuiteOptions, 'perturb' | 'maxSpread'>,
  fields: readonly string[],
): void {
  if (maxSpread !== undefined && !perturb) {
    throw retuneError('SUITE_OPTIONS', {
      suite,
      problems: 'maxSpread: needs "perturb", which says what is varied',
    })
  }
  // A dataset without rows has no field at all.
  const unknown = perturb?.fields?.find((name) => fields.length > 0 && !fields.includes(name))
  if (unknown !== undefined) {
    throw retuneError('SUITE_OPTIONS', { suite, problems: `perturb.fields: no row has a field "${unknown}"` })
  }
}
