import type { TestCase } from 'vitest/node'

/** The suites of which some tests did not run: filtered out, or cut short by an interruption. A row's own `skip` does not count. */
export function leftOutSuites(tests: readonly TestCase[]): Set<string> {
  return new Set(
    tests.flatMap((testCase) => {
      const { parent } = testCase
      const told = testCase.meta().promptRetune
      const ran =
        told?.type === 'cases'
          ? !told.leftOut
          : (told !== undefined && told.type !== 'plan') ||
            ['passed', 'failed'].includes(testCase.result().state)
      return ran || parent.type !== 'suite' ? [] : [parent.name]
    }),
  )
}
