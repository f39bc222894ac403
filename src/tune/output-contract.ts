import { z } from 'zod'
import { isRecord } from '../core/json.ts'
import type { EvaluationSpec } from '../evaluate/evaluation-spec.ts'

/** What a prompt may say of its structured output: the fields, and the sets of values that they allow. */
interface OutputNames {
  readonly fields: readonly string[]
  readonly values: readonly (readonly string[])[]
}

/**
 * The words of the structured output that the seed prompt names and that a new prompt does not name any more: fields written
 * as such (`"queue"`, `queue:` ...), the values of a set that the seed lists, and the word JSON. What the seed leaves
 * to the schema alone may stay unsaid.
 */
export function findLostContract(
  text: string,
  seed: string,
  { output, confidence }: Pick<EvaluationSpec, 'output' | 'confidence'>,
): string[] {
  if (!output && !confidence) return []
  const { fields, values } = output ? namesOf(output) : { fields: [], values: [] }
  const listed = values.filter((set) => 2 * set.filter((value) => names(seed, value)).length >= set.length)
  const named = [
    ...[...fields, ...(confidence ? ['confidence'] : [])].filter((field) => namesField(seed, field)),
    ...listed.flat().filter((value) => names(seed, value)),
    'JSON',
  ]
  return [...new Set(named)].filter((word) => names(seed, word) && !names(text, word))
}

/** As a whole word, in any case. */
function names(text: string, word: string): boolean {
  return new RegExp(`${before}${escapeForRegExp(word)}${after}`, 'iu').test(text)
}

/** As a name: in quotes or backticks, before a colon, or with a form that no plain word has. */
function namesField(text: string, field: string): boolean {
  if (/[_\d]|\p{Ll}\p{Lu}/u.test(field) && names(text, field)) return true
  const name = escapeForRegExp(field)
  return new RegExp(`["'\`]${name}["'\`]|${before}${name}:`, 'u').test(text)
}

const before = '(?<![\\p{L}\\p{N}_])'
const after = '(?![\\p{L}\\p{N}_])'

function escapeForRegExp(word: string): string {
  return word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

const known = new WeakMap<z.ZodType, OutputNames>()

function namesOf(output: z.ZodType): OutputNames {
  const names = known.get(output) ?? collect(z.toJSONSchema(output, { io: 'input', unrepresentable: 'any' }))
  known.set(output, names)
  return names
}

function collect(schema: unknown): OutputNames {
  if (Array.isArray(schema)) return merge(schema.map(collect))
  if (!isRecord(schema)) return { fields: [], values: [] }
  const { properties, ...rest } = schema
  const members = isRecord(properties) ? properties : {}
  return merge([
    { fields: Object.keys(members), values: valueSets(schema) },
    collect(Object.values(members)),
    collect(Object.values(rest)),
  ])
}

/** The set of texts that a value is one of: an `enum`, or a union of constants. */
function valueSets({ enum: values, anyOf }: Record<string, unknown>): string[][] {
  const constants = Array.isArray(anyOf) ? anyOf.filter(isRecord).map((member) => member.const) : []
  const given: unknown[] = Array.isArray(values) ? values : constants
  const texts = given.filter((value) => typeof value === 'string' && value.trim() !== '')
  return texts.length > 1 ? [texts.map(String)] : []
}

function merge(all: readonly OutputNames[]): OutputNames {
  return {
    fields: all.flatMap(({ fields }) => fields),
    values: all.flatMap(({ values }) => values),
  }
}
