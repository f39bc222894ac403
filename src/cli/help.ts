/** Printed below Vitest's own help. */
export const tuneHelp = `
prompt-retune:
  --tune [filter]              Retune the prompt of each suite that fails, and write the prompt file
  --tune=all                   Retune every suite
  --tune=<name>                Retune the suites whose name holds <name>
  --tune.dry-run               Show the new prompt, write nothing
  --tune.write                 Write the prompt file without asking; so does a run in CI or without a terminal
  --tune.out=<file>            Write the new prompt to <file>, and leave the prompt file alone
  --tune.iterations=<n>        Revisions at most (default: 20; 60 with the schedule progressive)
  --tune.patience=<n>          Stop after <n> revisions without a gain on dev (default: 3)
  --tune.budget.calls=<n>      Model calls at most
  --tune.budget.tokens=<n>     Tokens at most, input and output together
  --tune.budget.usd=<n>        US dollars at most, by the prices of the plugin's options
  --tune.budget.minutes=<n>    Minutes at most
  --tune.accept=<rule>         improved: any gain on dev; significant: one beyond chance (default: improved)
  --tune.trials=<n>            Ask the first prompt each dev case <n> times, to measure its noise (default: 1)
  --tune.memory=<mode>         Earlier reports that the optimizer reads: all, last, last-k, summary (default: all)
  --tune.memory-reports=<n>    Reports under last-k (default: 5)
  --tune.memory-tokens=<n>     Tokens of earlier reports at most (default: 30000)
  --tune.max-growth=<n>        Length of a section at most, as a multiple of the first one's (default: 4)
  --tune.strategy=<name>       How revisions are proposed (default: reflective)
  --tune.schedule=<name>       full: every revision on all rows; progressive: on parts that grow (default: full; progressive
                               with a budget in calls, tokens or dollars)
  --tune.race                  End the evaluation of a revision on dev as soon as it has no chance to become the best one
  --tune.seed=<n>              Seed of splits, samples and clusters (default: 1)
  --budget.calls=<n>           Model calls of a run at most; the cases that are left are not asked, and the run fails
  --budget.tokens=<n>          The same for tokens, input and output together
  --budget.usd=<n>             The same for US dollars
  --budget.minutes=<n>         The same for minutes
  --budget.allow-partial       Let such a run pass all the same
  --baseline=<file>            Compare with this baseline, folder of baselines or last-run.json of another run; off: with none
  --record=<mode>              replay: answer from the recordings alone, without a key; auto: record what is missing; record: all anew; off
  --transport=batch            Ask what the cache lacks through the server's Batch API; direct: one by one
  --no-cache                   Ask again what the response cache has an answer to; Vitest's own cache is off too
  --only=<what>                Run only the cases that failed (failed), could not be asked (errored) or are not in the last run
                               (new), and merge them with its other results
  -u                           Also accept the results of prompt suites as their baselines

  prompt-retune lint [filter]  Look prompts and datasets over without asking a model; also --lint
  prompt-retune blame <file>   Where each line of a tuned prompt comes from: run, iteration, topic, rationale
  prompt-retune cache stats    How many answers are kept in .prompt-retune/cache
  prompt-retune cache clear    Delete them
  prompt-retune comment        Create or update the one comment on a pull request; --dry-run prints it
`
