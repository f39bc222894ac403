import { list, suggest } from './suggest.ts'

export const cliErrors = {
  CLI_UNKNOWN_TUNE_FLAG: ({ flag, known }: { flag: string; known: readonly string[] }) => ({
    what: `there is no option ${flag}.`,
    fix: `The options are ${list(known)}.${suggest(flag, known)}`,
  }),
  CLI_TUNE_FLAG_VALUE: ({ flag, problem }: { flag: string; problem: string }) => ({
    what: `${flag} does not fit: ${problem}.`,
    fix: 'Write it as --tune.iterations=5, --tune.dry-run or --budget.calls=2000.',
  }),
  CLI_BASELINE_FLAG: (_: object) => ({
    what: '--baseline says nothing to compare with.',
    fix: 'Write it as --baseline=main/last-run.json or --baseline=off.',
  }),
  CLI_ONLY_FLAG: (_: object) => ({
    what: '--only does not say which cases to run again.',
    fix: 'Write it as --only=failed, --only=errored or --only=new.',
  }),
  CLI_ONLY_ALONE: ({ flag }: { flag: string }) => ({
    what: `--only chooses which cases a run asks again, which ${flag} does not do.`,
    fix:
      flag === '--tune'
        ? 'Leave out --only: a tuning goes by all rows.'
        : 'Leave out --only: it goes with each shard, and the merged report holds what the shards took over.',
  }),
  LINT_NO_SUITE: (_: object) => ({
    what: 'there is no prompt suite to look over.',
    fix: 'Lint reads test files named *.prompt.test.ts that call promptSuite().',
  }),
  CLI_VITEST_MISSING: (_: object) => ({
    what: 'vitest is not installed here.',
    fix: 'Run "npm install --save-dev vitest".',
  }),
  CLI_UNKNOWN_OPTION: ({ option, command }: { option: string; command: string }) => ({
    what: `there is no option ${option}.`,
    fix: `"prompt-retune ${command} --help" tells what there is.`,
  }),
  CLI_BLAME_FILE: (_: object) => ({
    what: 'one prompt file is wanted.',
    fix: 'Write it as "prompt-retune blame triage.prompt.md".',
  }),
  CLI_BLAME_UNREADABLE: ({ file, status }: { file: string; status: string }) => ({
    what: `${file} cannot be read (${status}).`,
    fix: 'Name the prompt file as it is to be found from here.',
  }),
  CLI_RECORD_FLAG: ({ value, known }: { value: string | undefined; known: readonly string[] }) => ({
    what: value === undefined ? '--record does not say how.' : `--record=${value} is none of its ways.`,
    fix: `Write it as ${list(known.map((mode) => `--record=${mode}`))}.`,
  }),
  CLI_TRANSPORT_FLAG: ({ value, known }: { value: string | undefined; known: readonly string[] }) => ({
    what: value === undefined ? '--transport does not say which.' : `there is no transport "${value}".`,
    fix: `Write it as ${list(known.map((name) => `--transport=${name}`))}.`,
  }),
  CLI_CACHE_ACTION: (_: object) => ({
    what: 'nothing is said that can be done to the cache.',
    fix: 'Write it as "prompt-retune cache stats" or "prompt-retune cache clear".',
  }),
  CLI_NOT_TUNED: ({ file }: { file: string }) => ({
    what: `no recorded tuning has to do with ${file}.`,
    fix: 'Tunings are recorded below .prompt-retune/runs of the project; "npx vitest --tune" makes one.',
  }),
}
