import type { afterAll, describe, expect, inject, recordArtifact, test, vi } from 'vitest'

/**
 * What suites use of the Vitest that runs them. Handed from file to file, so that only the one that imports it has to be
 * transformed by Vitest; Node loads all others by itself, in a fraction of the time.
 */
export interface SuiteRunner {
  readonly afterAll: typeof afterAll
  readonly describe: typeof describe
  readonly expect: typeof expect
  readonly inject: typeof inject
  readonly recordArtifact: typeof recordArtifact
  readonly test: typeof test
  readonly vi: typeof vi
}
