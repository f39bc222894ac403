import { type RetuneError, retuneError } from '../core/errors.ts'

/** Two suites that no report, or no file of theirs, could tell apart. */
export function sameSuite(one: string, other: string, files: readonly string[]): RetuneError {
  return one === other
    ? retuneError('SUITE_DUPLICATE_NAME', { suite: one, files })
    : retuneError('SUITE_SAME_FILES', { suites: [one, other], files })
}
