export const batchErrors = {
  BATCH_NO_CACHE: ({ suite }: { suite: string }) => ({
    what: `the suite "${suite}" is asked in batches, whose answers are kept in the response cache, and that is off.`,
    fix: "Take `cache: false` or --no-cache back, or ask with `transport: 'direct'`.",
  }),
  BATCH_OWN_TARGET: ({ suite }: { suite: string }) => ({
    what: `the suite "${suite}" has a target of its own, which cannot be asked in batches.`,
    fix: "Leave out `transport: 'batch'` or `target`.",
  }),
}
