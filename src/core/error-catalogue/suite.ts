import { list } from './suggest.ts'

export const suiteErrors = {
  SUITE_NO_PLUGIN: (_: object) => ({
    what: 'promptSuite() runs under the prompt-retune plugin, which this Vitest config does not have.',
    fix: "Add it to vitest.config.ts: import { promptRetune } from 'prompt-retune/plugin' and plugins: [promptRetune()].",
  }),
  SUITE_OPTIONS: ({ suite, problems }: { suite: string; problems: string }) => ({
    what: `the options of promptSuite("${suite}") do not fit: ${problems}.`,
    fix: 'Mend them; the README lists every option.',
  }),
  SUITE_NO_SCORER: ({ suite }: { suite: string }) => ({
    what: `the suite "${suite}" has no scorer, so nothing could ever fail.`,
    fix: "Give it one: scorers: [exactMatch({ path: 'label' })], or any function that returns a score.",
  }),
  SUITE_DUPLICATE_NAME: ({ suite, files }: { suite: string; files: readonly string[] }) => ({
    what: `two suites are named "${suite}" (${list(files)}).`,
    fix: 'Give each suite a name of its own: reports and baselines go by it.',
  }),
  SUITE_DUPLICATE_SCORER: ({ suite, scorer }: { suite: string; scorer: string }) => ({
    what: `two scorers of the suite "${suite}" are named "${scorer}".`,
    fix: 'Give one of them another name: Object.assign(scorer, { scorerName: "other" }).',
  }),
  PLUGIN_OPTIONS: ({ problems }: { problems: string }) => ({
    what: `the options of promptRetune() do not fit: ${problems}.`,
    fix: 'Mend them in vitest.config.ts; the README lists every option.',
  }),
  TUNE_NO_SUITE: (_: object) => ({
    what: 'no suite was tuned.',
    fix: 'Check the file filter and the name behind --tune=; suites stand in files named *.prompt.test.ts.',
  }),
}
