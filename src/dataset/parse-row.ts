import { type Case, splits } from '../core/case.ts'
import { list, suggest } from '../core/error-catalogue/suggest.ts'
import { isRecord, type JsonValue } from '../core/json.ts'
import { passRuleSchema, trialsSchema } from '../core/options.ts'
import type { Place, RawRow } from './raw-row.ts'

/** A row that is well-formed; its id is absent where the default shall be used. */
export interface Row {
  readonly at: Place
  readonly id: string | undefined
  readonly item: Omit<Case, 'id'>
}

const rowKeys = [
  'id',
  'input',
  'expected',
  'split',
  'tags',
  'critical',
  'skip',
  'only',
  'trials',
  'pass',
  'metadata',
]

const splitWords: Readonly<Record<string, string>> = {
  train: 'optimization',
  training: 'optimization',
  validation: 'dev',
  valid: 'dev',
  val: 'dev',
}

/** Reads one row, or says what is wrong with it. */
export function parseRow(raw: RawRow): Row | { readonly problem: string } {
  if ('problem' in raw) return raw
  const row = raw.value
  if (!isRecord(row)) return { problem: `a row is an object, and this one is ${nameOf(row)}` }
  const stranger = Object.keys(row).find((key) => !rowKeys.includes(key))
  if (stranger !== undefined) {
    const hint = 'the values of the prompt belong under "input", other things under "metadata"'
    return { problem: `unknown key "${stranger}": ${hint}${suggest(stranger, rowKeys)}` }
  }
  const problems: string[] = []
  const read = <T>(
    key: string,
    reader: (value: JsonValue) => T | undefined,
    wanted: string,
  ): T | undefined => {
    const value = row[key]
    if (value === undefined) return undefined
    const result = reader(value)
    if (result === undefined) problems.push(`"${key}" must be ${wanted}, and is ${nameOf(value)}`)
    return result
  }

  if (row.input === undefined) problems.push('it has no "input"')
  const input = read('input', readInput, 'an object of values, a text or a number')
  const id = read('id', readId, 'a text that is not empty, or a number')
  const split = read('split', (value) => splits.find((name) => name === value), splitHint(row.split))
  const tags = read('tags', readTags, 'a list of texts')
  const critical = read('critical', readBoolean, 'true or false')
  const skip = read('skip', readBoolean, 'true or false')
  const only = read('only', readBoolean, 'true or false')
  const trials = read('trials', readTrials, 'a whole number from 1 to 100')
  const pass = read('pass', readPass, '{ "atLeast": NUMBER }')
  const metadata = read('metadata', (value) => (isRecord(value) ? value : undefined), 'an object')
  if (raw.split !== undefined && split !== undefined && split !== raw.split) {
    problems.push(`its "split" is ${split}, but it stands in the ${raw.split} dataset`)
  }
  if (problems.length > 0 || input === undefined) return { problem: problems.join('; ') }

  const { at } = raw
  const ownSplit = raw.split ?? split
  return {
    at,
    id,
    item: {
      input,
      tags: tags ?? [],
      critical: critical ?? false,
      ...(row.expected !== undefined && { expected: row.expected }),
      ...(ownSplit !== undefined && { split: ownSplit }),
      ...(skip !== undefined && { skip }),
      ...(only !== undefined && { only }),
      ...(trials !== undefined && { trials }),
      ...(pass !== undefined && { pass }),
      ...(metadata !== undefined && { metadata }),
      ...(at.line !== undefined && { at: { file: at.file, line: at.line } }),
    },
  }
}

function readInput(value: JsonValue): Record<string, JsonValue> | undefined {
  if (typeof value === 'string' || typeof value === 'number') return { input: value }
  return isRecord(value) ? value : undefined
}

function readId(value: JsonValue): string | undefined {
  return typeof value === 'number'
    ? String(value)
    : typeof value === 'string' && value !== ''
      ? value
      : undefined
}

function readTags(value: JsonValue): string[] | undefined {
  return Array.isArray(value) && value.every((tag) => typeof tag === 'string') ? value : undefined
}

function readBoolean(value: JsonValue): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined
}

function readTrials(value: JsonValue): number | undefined {
  return trialsSchema.safeParse(value).data
}

function readPass(value: JsonValue): { atLeast: number } | undefined {
  return passRuleSchema.safeParse(value).data
}

function splitHint(given: JsonValue | undefined): string {
  const meant = typeof given === 'string' ? splitWords[given.toLowerCase()] : undefined
  return `${list(splits).replace(' and ', ' or ')}${meant === undefined ? '' : ` ("${meant}" here)`}`
}

function nameOf(value: JsonValue): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'an object'
  const text = JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 60)}...` : text
}
