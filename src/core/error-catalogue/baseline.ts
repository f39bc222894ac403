const anew = (file: string) => `take ${file} from git again, or write it anew with "npx vitest -u"`

export const baselineErrors = {
  BASELINE_MISSING: ({ file }: { file: string }) => ({
    what: `there is no baseline ${file}.`,
    fix: 'Behind --baseline= stands a baseline file, a folder of them, or the last-run.json of another run, from the project root; "--baseline=off" compares with none.',
  }),
  BASELINE_UNREADABLE: ({ status }: { status: string }) => ({
    what: `the baseline cannot be read (${status}).`,
    fix: 'Make it a readable UTF-8 file.',
  }),
  BASELINE_BAD_SYNTAX: ({ file, problem }: { file: string; problem: string }) => ({
    what: `the baseline is not JSON: ${problem}.`,
    fix: `Mend it (after a merge: its conflict), ${anew(file)}.`,
  }),
  BASELINE_BAD_SHAPE: ({ file, problem }: { file: string; problem: string }) => ({
    what: `this is no baseline: ${problem}.`,
    fix: `Mend it, ${anew(file)}.`,
  }),
  BASELINE_UNKNOWN_SCHEMA: ({ file, schema }: { file: string; schema: string }) => ({
    what: `this is no baseline that this version knows (schema ${schema}).`,
    fix: `A baseline says "prompt-retune/baseline@1", a run "prompt-retune/run@1": update prompt-retune, ${anew(file)}.`,
  }),
  BASELINE_OCCUPIED: ({ suite, held }: { suite: string; held: string }) => ({
    what: `the results of "${suite}" were not accepted: this file holds ${held}.`,
    fix: 'Delete it if it is of this suite under an earlier name; else let the option `baseline` name a folder, or a file of its own for each suite.',
  }),
  BASELINE_PART_OF_BROKEN: ({ suite }: { suite: string }) => ({
    what: `the results of "${suite}" were not accepted: only part of its cases were judged, and the baseline that holds the others is broken.`,
    fix: 'Mend the baseline, or run "npx vitest -u" on the whole suite.',
  }),
}
