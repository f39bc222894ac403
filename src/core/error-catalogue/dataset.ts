import { list, sentence, suggest } from './suggest.ts'

type NoDetails = Record<string, never>

/** A bad row: where it stands, and what is wrong with it. */
export interface BadRow {
  readonly place: string
  readonly problem: string
}

export interface BadRows {
  /** The first few of them. */
  readonly rows: readonly BadRow[]
  readonly count: number
  readonly total: number
}

function describe({ rows, count, total }: BadRows): string {
  const [only] = rows
  if (count === 1 && only) return `this row is bad: ${sentence(only.problem)}`
  const shown = rows.map(({ place, problem }) => `\n  ${place}: ${problem}`).join('')
  const more = count - rows.length
  return `${count} of ${total} rows are bad:${shown}${more > 0 ? `\n  and ${more} more` : ''}\n`
}

const nameOf = (part: string | undefined) => (part === undefined ? 'dataset' : `"${part}" dataset`)

export const datasetErrors = {
  DATASET_NOT_FOUND: ({ name, nearby }: { name: string; nearby: readonly string[] }) => ({
    what: 'there is no such dataset file.',
    fix: `Create it or correct the path, which counts from the folder of the test file.${suggest(name, nearby)}`,
  }),
  DATASET_UNREADABLE: ({ problem }: { problem: string }) => ({
    what: `the dataset cannot be read: ${sentence(problem)}`,
    fix: 'Give the path of a readable text file.',
  }),
  DATASET_NOT_UTF8: (_: NoDetails) => ({
    what: 'the dataset is not UTF-8 text from this line on.',
    fix: 'Save it as UTF-8.',
  }),
  DATASET_UNKNOWN_FORMAT: ({ extension, known }: { extension: string; known: readonly string[] }) => ({
    what: `a dataset file cannot end in "${extension}".`,
    fix: `Use ${list(known)}, or give the rows as an array or a function.${suggest(extension, known)}`,
  }),
  DATASET_BAD_SYNTAX: ({ format, problem }: { format: string; problem: string }) => ({
    what: `the dataset is not valid ${format}: ${sentence(problem)}`,
    fix: format === 'JSON' ? 'Mend this line; a file of one row a line is named .jsonl.' : 'Mend this line.',
  }),
  DATASET_BAD_SHAPE: ({ problem }: { problem: string }) => ({
    what: `the dataset has no list of rows: ${sentence(problem)}`,
    fix: 'Give a list of rows, or an object with the list under "cases", "rows" or "data".',
  }),
  DATASET_BAD_COLUMN: ({ problem }: { problem: string }) => ({
    what: `the header is wrong: ${sentence(problem)}`,
    fix: 'Columns are id, expected, split, tags, critical, skip, only, input.NAME, expected.NAME, metadata.NAME; any other name is an input value.',
  }),
  DATASET_BAD_ROWS: (details: BadRows) => ({
    what: describe(details),
    fix: 'A row is { "input": {...}, "expected"?, "id"?, "split"?, "tags"?, "critical"?, "skip"?, "only"?, "metadata"? }.',
  }),
  DATASET_SCHEMA_FAILED: (details: BadRows) => ({
    what: describe(details),
    fix: 'Correct what the schema of the dataset does not accept, or the schema.',
  }),
  DATASET_SCHEMA_TIMEOUT: ({ timeout }: { timeout: number }) => ({
    what: `the schema of the dataset did not answer within ${timeout} ms.`,
    fix: 'Make its asynchronous checks end, or raise the timeout.',
  }),
  DATASET_EMPTY: ({ part }: { part?: string | undefined }) => ({
    what: `the ${nameOf(part)} has no rows.`,
    fix: 'Add at least one row.',
  }),
  DATASET_UNTOLD: ({ code }: { code: string }) => ({
    what: `the dataset cannot be used (${code}).`,
    fix: 'What is wrong may quote rows, which report: \'ids-only\' keeps out; "npx prompt-retune lint" without that option tells it.',
  }),
  DATASET_DUPLICATE_ID: ({ id, first }: { id: string; first: string }) => ({
    what: `the id "${id}" is already taken by ${first}.`,
    fix: 'Give every row an id of its own.',
  }),
  DATASET_DUPLICATE_ROW: ({ first }: { first: string }) => ({
    what: `this row has the same input as ${first}, so without ids the two are one row.`,
    fix: 'Remove one of them, or give both an "id".',
  }),
  DATASET_BAD_SOURCE: ({ part, given }: { part?: string | undefined; given: string }) => ({
    what: `the ${nameOf(part)} is ${given}.`,
    fix: 'Give a file path, an array of rows, an async iterable, a function that returns one of the two, or { optimization, dev, test }.',
  }),
  DATASET_LOADER_FAILED: ({
    part,
    problem,
    rows,
  }: {
    part?: string | undefined
    problem: string
    rows: number
  }) => ({
    what: `the loader of the ${nameOf(part)} threw${rows > 0 ? ` after ${rows} rows` : ''}: ${sentence(problem)}`,
    fix: 'Mend the loader; the error is the cause of this one.',
  }),
  DATASET_LOADER_TIMEOUT: ({ part, timeout }: { part?: string | undefined; timeout: number }) => ({
    what: `the loader of the ${nameOf(part)} did not finish within ${timeout} ms.`,
    fix: 'Make it end, or raise the timeout.',
  }),
  DATASET_BAD_RATIOS: ({ given }: { given: string }) => ({
    what: `${given} are not split ratios.`,
    fix: 'Give numbers of 0 or more for optimization, dev and test, at least one of them above 0.',
  }),
}
