import { csv } from './formats/csv.ts'
import { json } from './formats/json.ts'
import { jsonl } from './formats/jsonl.ts'
import { yaml } from './formats/yaml.ts'
import type { DatasetFormat } from './raw-row.ts'

/** A new format is one file in `formats/` and its name here. */
const formats: readonly DatasetFormat[] = [jsonl, json, yaml, csv]

/** File extension (lower case, with its dot) to format. */
export const formatByExtension: ReadonlyMap<string, DatasetFormat> = new Map(
  formats.flatMap((format) => format.extensions.map((extension) => [extension, format])),
)
