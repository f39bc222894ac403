import { list, sentence } from './suggest.ts'

export const suiteErrors = {
  SUITE_NO_PLUGIN: (_: object) => ({
    what: 'promptSuite() runs under the prompt-retune plugin, which this Vitest config does not have.',
    fix: "Add it to vitest.config.ts: import { promptRetune } from 'prompt-retune/plugin' and plugins: [promptRetune()].",
  }),
  SUITE_OPTIONS: ({ suite, problems }: { suite: string; problems: string }) => ({
    what: `the options of promptSuite("${suite}") do not fit: ${sentence(problems)}`,
    fix: 'Mend them; the README lists every option.',
  }),
  SUITE_NO_SCORER: ({ suite }: { suite: string }) => ({
    what: `the suite "${suite}" has no scorer, so nothing could ever fail.`,
    fix: "Give it one: scorers: [exactMatch({ path: 'label' })], or any function that returns a score.",
  }),
  SUITE_TRIALS: ({ id, trials, atLeast }: { id: string; trials: number; atLeast: number }) => ({
    what: `the row "${id}" could never pass: ${atLeast} of its trials must pass, and it has ${trials}.`,
    fix: 'Give it more `trials`, or a lower `pass.atLeast`.',
  }),
  SUITE_DUPLICATE_NAME: ({ suite, files }: { suite: string; files: readonly string[] }) => ({
    what: `two suites are named "${suite}" (${list(files)}).`,
    fix: 'Give each suite a name of its own: reports and baselines go by it.',
  }),
  SUITE_SAME_FILES: ({ suites, files }: { suites: readonly string[]; files: readonly string[] }) => ({
    what: `the suites ${suites.map((suite) => `"${suite}"`).join(' and ')} (${list(files)}) would share their files in .prompt-retune/.`,
    fix: 'Give one of them a name that differs in more than case, spaces and dashes.',
  }),
  SUITE_DUPLICATE_SCORER: ({ suite, scorer }: { suite: string; scorer: string }) => ({
    what: `two scorers of the suite "${suite}" are named "${scorer}".`,
    fix: 'Give one of them another name: `name` among the options of a built-in scorer, Object.assign(scorer, { scorerName: "other" }) for a function.',
  }),
  SUITE_GATE_FAILED: ({ suite, reason }: { suite: string; reason: string }) => ({
    what: `the gate of "${suite}" does not hold: ${reason}.`,
    fix: 'It was judged here, over all its cases.',
  }),
  SUITE_FAILED: ({ suite, reason }: { suite: string; reason: string }) => ({
    what: `"${suite}" does not hold: ${reason}.`,
    fix: 'The report above names the cases.',
  }),
  SUITE_RESULTS_LOST: ({ suite, problem }: { suite: string; problem: string }) => ({
    what: `the results of "${suite}" cannot be read from their file (${problem}).`,
    fix: 'Run it again: its answers are in the response cache. A merged report cannot hold a suite of more than 10,000 cases that is asked in batches.',
  }),
  RUN_BUDGET: ({ reason, cases }: { reason: string; cases: number }) => ({
    what: `${cases === 1 ? '1 case was' : `${cases} cases were`} not asked: ${reason}.`,
    fix: 'Run the rest with --only=new, raise the budget, or set `budget.allowPartial` where a part is enough.',
  }),
  RUN_UNKNOWN_PRICE: ({ models }: { models: readonly string[] }) => ({
    what: `a budget in US dollars needs the price of ${list(models)}, which is not known.`,
    fix: 'Give US dollars for a million tokens in the options of the plugin: `prices: { NAME: { input: 2, output: 8 } }`.',
  }),
  SHARD_MISSING: ({ missing, count }: { missing: readonly number[]; count: number }) => ({
    what: `the report of ${missing.length === 1 ? 'shard' : 'shards'} ${list(missing.map(String))} of ${count} is missing.`,
    fix: 'Put the blobs of all shards into the folder that is merged, also those of failed jobs.',
  }),
  SHARD_MIXED: ({ counts }: { counts: readonly number[] }) => ({
    what: `the reports are of several runs: of ${list(counts.map(String))} shards.`,
    fix: 'Empty the folder of blobs before a run, and merge those of one run.',
  }),
  SHARD_TWICE: ({ twice }: { twice: readonly number[] }) => ({
    what: `there are several reports of ${twice.length === 1 ? 'shard' : 'shards'} ${list(twice.map(String))}.`,
    fix: 'Empty the folder of blobs before a run, and merge those of one run.',
  }),
  SHARD_DIFFERS: ({ suite }: { suite: string }) => ({
    what: `the reports are of several runs: the shards of "${suite}" had other prompts or rows.`,
    fix: 'Run all shards on the same commit, and merge the blobs of one run.',
  }),
  PLUGIN_OPTIONS: ({ problems }: { problems: string }) => ({
    what: `the options of promptRetune() do not fit: ${sentence(problems)}`,
    fix: 'Mend them in vitest.config.ts; the README lists every option.',
  }),
  PLUGIN_OTHER_OPTIONS: ({ projects }: { projects: readonly string[] }) => ({
    what: `the projects ${list(projects.map((name) => `"${name}"`))} give promptRetune() different options, and a run has one set of them.`,
    fix: 'Give them the same, from a file that both configs import, or run them one by one with --project=NAME.',
  }),
  TUNE_NO_SUITE: (_: object) => ({
    what: 'no suite was tuned.',
    fix: 'Check the file filter, -t and the name behind --tune=; suites stand in files named *.prompt.test.ts.',
  }),
}
