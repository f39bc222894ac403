export const scorerErrors = {
  SCORER_OPTION: ({ scorer, problem, fix }: { scorer: string; problem: string; fix: string }) => ({
    what: `the scorer ${scorer} cannot be made: ${problem}.`,
    fix,
  }),
}
