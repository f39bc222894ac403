import { type Split, splits } from '../core/case.ts'
import { list } from '../core/error-catalogue/suggest.ts'
import { retuneError } from '../core/errors.ts'

/** One row as a user writes it in code; a file's rows have the same keys. */
export interface DatasetRow<Input = unknown, Expected = unknown> {
  /** Default: the first 12 hex characters of a hash of the input. */
  readonly id?: string | number | undefined
  /** The values of the prompt's variables; a bare string or number stands for `{ input: value }`. */
  readonly input: Input
  readonly expected?: Expected | undefined
  readonly split?: Split | undefined
  readonly tags?: readonly string[] | undefined
  /** May never fail, whatever the gate allows. Default false. */
  readonly critical?: boolean | undefined
  readonly skip?: boolean | undefined
  readonly only?: boolean | undefined
  /** Anything else, for scorers. */
  readonly metadata?: Readonly<Record<string, unknown>> | undefined
}

export type DatasetRows<Input = unknown, Expected = unknown> =
  | Iterable<DatasetRow<Input, Expected>>
  | AsyncIterable<DatasetRow<Input, Expected>>

/** A file path (relative to the test file), rows, or a function that gives rows. */
export type DatasetPart<Input = unknown, Expected = unknown> =
  | string
  | DatasetRows<Input, Expected>
  | (() => DatasetRows<Input, Expected> | Promise<DatasetRows<Input, Expected>>)

/** Where the cases of a suite come from: one source, or one for each split. */
export type DatasetSource<Input = unknown, Expected = unknown> =
  | DatasetPart<Input, Expected>
  | Readonly<Record<Split, DatasetPart<Input, Expected>>>

/** The parts of a source: one, or one for each split. */
export function sourceParts(data: DatasetSource): { part: Split | undefined; source: DatasetPart }[] {
  if (isPart(data)) return [{ part: undefined, source: data }]
  const strangers = Object.keys(data).filter((key) => !splits.some((split) => split === key))
  const missing = splits.filter((split) => data[split] === undefined)
  if (strangers.length > 0 || missing.length > 0) {
    const trouble = missing.length > 0 ? `without ${list(missing)}` : `with ${list(strangers)}`
    throw retuneError('DATASET_BAD_SOURCE', { given: `an object ${trouble}` })
  }
  return splits.map((part) => ({ part, source: data[part] }))
}

/** Anything but an object of splits; what is none of both is refused where it is read. */
function isPart(data: DatasetSource): data is DatasetPart {
  return typeof data !== 'object' || data === null || Symbol.iterator in data || Symbol.asyncIterator in data
}
