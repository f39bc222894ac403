import { list, suggest } from './suggest.ts'

export const tuneErrors = {
  TUNE_OPTIONS: ({ problems }: { problems: string }) => ({
    what: `the options of tunePrompt() do not fit: ${problems}.`,
    fix: 'They are those of promptSuite() and promptRetune() together, and name, root, onlyFailing, signal, onEvent.',
  }),
  TUNE_EMPTY_SPLIT: ({ suite, empty, rows }: { suite: string; empty: readonly string[]; rows: string }) => ({
    what: `the suite "${suite}" cannot be tuned: it has no row to run in ${list(empty)} (${rows}).`,
    fix: 'Add rows, give rows a "split", or change the ratios of the splits; tuning learns from optimization, selects on dev and reads test once at the end.',
  }),
  TUNE_NOTHING_TUNABLE: ({ sections }: { sections: readonly string[] }) => ({
    what: 'the prompt has no section that may be tuned.',
    fix: `Name at least one under "tune" in its front matter, or take "tune" out; its sections are ${list(sections)}.`,
  }),
  TUNE_UNKNOWN_STRATEGY: ({ strategy, known }: { strategy: string; known: readonly string[] }) => ({
    what: `there is no strategy "${strategy}".`,
    fix: `Use ${list(known)}.${suggest(strategy, known)}`,
  }),
  TUNE_UNKNOWN_SCORER: ({
    suite,
    scorer,
    known,
  }: {
    suite: string
    scorer: string
    known: readonly string[]
  }) => ({
    what: `the objective of the suite "${suite}" weighs a scorer "${scorer}" that it does not have.`,
    fix: `Its scorers are ${list(known)}.${suggest(scorer, known)}`,
  }),
  TUNE_UNKNOWN_PRICE: ({ wanted, models }: { wanted: string; models: readonly string[] }) => ({
    what: `${wanted} needs the price of ${list(models)}, which is not known.`,
    fix: 'Give US dollars for a million tokens in the options of the plugin: `prices: { NAME: { input: 2, output: 8 } }`.',
  }),
  TUNE_LEAK: ({ suite, pairs, count }: { suite: string; pairs: readonly string[]; count: number }) => ({
    what: `the suite "${suite}" cannot be tuned: ${count} ${count === 1 ? 'row stands' : 'rows stand'} in more than one split, e.g. ${pairs.join('; ')}.`,
    fix: 'Keep one of each: a prompt that is judged on rows it was tuned on looks better than it is.',
  }),
  TUNE_OUT_IS_PROMPT: ({ out }: { out: string }) => ({
    what: `tune.out names the prompt file itself, ${out}.`,
    fix: 'Name another file, or leave it out to write the prompt file.',
  }),
  TUNE_OUT_FAILED: ({ out, problem }: { out: string; problem: string }) => ({
    what: `the tuned prompt could not be written to ${out}: ${problem}.`,
    fix: 'Name a file that can be written; the tuned prompt is kept in the folder of the run.',
  }),
  TUNE_OUT_SHARED: ({ out, suites }: { out: string; suites: readonly string[] }) => ({
    what: `--tune.out=${out} cannot take the prompts of ${suites.length} suites: ${list(suites)}.`,
    fix: 'Choose one with --tune=NAME; the tuned prompts are kept in the folders of their runs.',
  }),
  TUNE_LOCKED: ({
    promptFile,
    pid,
    host,
    since,
  }: {
    promptFile: string
    pid: number
    host: string
    since: string
  }) => ({
    what: `${promptFile} is being tuned already, by process ${pid} on ${host} since ${since}.`,
    fix: 'Wait until that has ended, or stop it: two tunings would write over each other.',
  }),
  TUNE_JOURNAL_FAILED: ({ path, problem }: { path: string; problem: string }) => ({
    what: `the journal of the tuning could not be written at ${path}: ${problem}.`,
    fix: 'Make the folder writable, or free some space, and tune again; the prompt file is as it was.',
  }),
}
