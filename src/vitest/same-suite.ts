import { compareText } from '../core/compare-text.ts'
import { type RetuneError, retuneError } from '../core/errors.ts'
import { suiteSlug } from '../core/suite-slug.ts'
import type { SuiteRun } from './suite-run.ts'

/** Two suites that no report, or no file of theirs, could tell apart. */
export function sameSuite(one: string, other: string, files: readonly string[]): RetuneError {
  return one === other
    ? retuneError('SUITE_DUPLICATE_NAME', { suite: one, files })
    : retuneError('SUITE_SAME_FILES', { suites: [one, other], files })
}

/** Why the files of a suite are not written: it stands in several test files, or shares its own with another suite. */
export function findSame(run: SuiteRun, runs: readonly SuiteRun[]): RetuneError | undefined {
  const slug = suiteSlug(run.name)
  const same = runs.filter(({ name }) => suiteSlug(name) === slug)
  const files = [...new Set(same.flatMap((one) => one.testFiles()))].sort(compareText)
  const [one, other = one] = same.map(({ name }) => name)
  return one === undefined || other === undefined || (same.length === 1 && files.length === 1)
    ? undefined
    : sameSuite(one, other, files)
}
