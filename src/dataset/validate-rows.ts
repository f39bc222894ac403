import { messageOf } from '../core/errors.ts'
import { isRecord, type JsonValue, toJson } from '../core/json.ts'
import type { StandardIssue, StandardResult, StandardSchemaV1 } from '../core/standard-schema.ts'
import { readJsonData } from './json-data.ts'
import type { Row } from './parse-row.ts'
import { type ProblemRow, refuseBadRows } from './refuse-bad-rows.ts'

/** Rows whose asynchronous checks run at once. */
const batch = 100

/**
 * Has a Standard Schema check `{ input, expected }` of every row and takes over the values it gives. An `expected` that the
 * schema does not mention stays. What JSON cannot hold (a `Date` ...) is kept in its JSON form.
 *
 * @throws RetuneError `DATASET_SCHEMA_FAILED`, naming the first 3 bad rows and the count of all
 */
export async function validateRows(rows: readonly Row[], schema: StandardSchemaV1): Promise<Row[]> {
  const checked: Row[] = []
  const bad: ProblemRow[] = []
  for (let start = 0; start < rows.length; start += batch) {
    const results = await Promise.all(rows.slice(start, start + batch).map((row) => validateRow(row, schema)))
    for (const result of results) {
      if ('problem' in result) bad.push(result)
      else checked.push(result)
    }
  }
  refuseBadRows('DATASET_SCHEMA_FAILED', bad, rows.length)
  return checked
}

async function validateRow(row: Row, schema: StandardSchemaV1): Promise<Row | ProblemRow> {
  const { input, expected } = row.item
  const problem = (words: string) => ({ at: row.at, problem: words })
  let result: StandardResult<unknown>
  try {
    result = await schema['~standard'].validate(expected === undefined ? { input } : { input, expected })
  } catch (thrown) {
    return problem(`the schema threw: ${messageOf(thrown)}`)
  }
  if (result.issues) return problem(result.issues.slice(0, 3).map(describeIssue).join('; '))
  const output = asJson(result.value)
  if (!isRecord(output) || !isRecord(output.input)) {
    return problem('the schema gave no "input" object: it must check { input, expected }')
  }
  const given = output.expected
  return {
    ...row,
    item: { ...row.item, input: output.input, ...(given !== undefined && { expected: given }) },
  }
}

function asJson(value: unknown): JsonValue {
  const content = readJsonData(value)
  return 'value' in content ? content.value : toJson(value)
}

function describeIssue({ message, path = [] }: StandardIssue): string {
  const names = path.map((step) => String(typeof step === 'object' ? step.key : step))
  return names.length === 0 ? message : `${names.join('.')}: ${message}`
}
