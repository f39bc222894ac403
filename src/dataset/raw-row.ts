import type { Split } from '../core/case.ts'
import type { JsonValue } from '../core/json.ts'

/** Where a row stands: a file and a line, or words such as `row 3` where there is no file. */
export interface Place {
  readonly file: string
  readonly line?: number | undefined
}

/** A row as it was found, or why it could not be read. */
export type RowContent = { readonly value: JsonValue } | { readonly problem: string }

export type RawRow = RowContent & { readonly at: Place; readonly split?: Split | undefined }

/** A row of a file, by its line. */
export type FileRow = RowContent & { readonly line: number }

/** How the text of a dataset file becomes rows. `text` has no byte order mark and is not blank. */
export interface DatasetFormat {
  readonly extensions: readonly string[]
  /** @throws RetuneError at the file and line when the whole file cannot be read */
  readonly parse: (text: string, file: string) => FileRow[]
}
