/** Printed below Vitest's own help. */
export const tuneHelp = `
prompt-retune:
  --tune [filter]         Retune the prompt of each suite that fails, and write the prompt file
  --tune=all              Retune every suite
  --tune=<name>           Retune the suites whose name holds <name>
  --tune.dry-run          Show the new prompt, write nothing
  --tune.iterations=<n>   Revisions at most (default: 20)
  --tune.patience=<n>     Stop after <n> revisions without a gain on dev (default: 3)
  --tune.seed=<n>         Seed of splits, samples and clusters (default: 1)
  --tune.strategy=<name>  How revisions are proposed (default: reflective)
`
