import { compareText } from '../../core/compare-text.ts'
import type { RetuneError } from '../../core/errors.ts'
import { suiteSlug } from '../../core/suite-slug.ts'
import { sameSuite } from '../same-suite.ts'
import type { SuiteRun } from './suite-run.ts'

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
