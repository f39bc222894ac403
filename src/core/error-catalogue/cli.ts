import { list, suggest } from './suggest.ts'

export const cliErrors = {
  CLI_UNKNOWN_TUNE_FLAG: ({ flag, known }: { flag: string; known: readonly string[] }) => ({
    what: `there is no option ${flag}.`,
    fix: `The options are ${list(known)}.${suggest(flag, known)}`,
  }),
  CLI_TUNE_FLAG_VALUE: ({ flag, problem }: { flag: string; problem: string }) => ({
    what: `${flag} does not fit: ${problem}.`,
    fix: 'Write it as --tune.iterations=5 or --tune.dry-run.',
  }),
  CLI_VITEST_MISSING: (_: object) => ({
    what: 'vitest is not installed here.',
    fix: 'Run "npm install --save-dev vitest".',
  }),
}
