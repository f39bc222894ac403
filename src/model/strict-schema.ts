import { isRecord } from '../core/json.ts'
import { recordsOf } from './api-adapter.ts'
import { acceptsNull, isRequired, type JsonSchema, propertiesOf, unionOf } from './json-schema.ts'

/** Keywords that OpenAI's strict mode refuses, or that only bloat the request: zod checks them on return. */
const leftOut = new Set([
  '$schema',
  '$id',
  'default',
  'examples',
  'minLength',
  'maxLength',
  'contentEncoding',
  'contentMediaType',
  'uniqueItems',
  'propertyNames',
  'oneOf',
  'anyOf',
  'properties',
  'required',
  'additionalProperties',
  'items',
  '$defs',
])

const formats = new Set([
  'date-time',
  'time',
  'date',
  'duration',
  'email',
  'hostname',
  'ipv4',
  'ipv6',
  'uuid',
])

/**
 * The schema by the rules of OpenAI's strict mode: every property required (optional ones may be `null` instead), no
 * others, unions as `anyOf`. `undefined` when it cannot be said there: records, tuples, `any`, intersections.
 */
export function strictSchema(schema: JsonSchema): JsonSchema | undefined {
  try {
    return strict(schema, schema)
  } catch (thrown) {
    if (thrown === notStrict) return undefined
    throw thrown
  }
}

const notStrict = new Error('not expressible in strict mode')

function strict(schema: JsonSchema, root: JsonSchema): JsonSchema {
  // Strict mode allows no keyword beside a `$ref`; the definitions of the root stay reachable.
  if (typeof schema.$ref === 'string') return { $ref: schema.$ref }
  const result: JsonSchema = {}
  for (const [keyword, value] of Object.entries(schema))
    if (keeps(keyword, value, schema)) result[keyword] = value
  const union = unionOf(schema)
  if (union) result.anyOf = union.map((member) => strict(member, root))
  else if (schema.type === 'object') Object.assign(result, strictObject(schema, root))
  else if (schema.type === 'array') result.items = strictItems(schema, root)
  else if (schema.type === undefined) result.type = typesOf(schema)
  if (isRecord(schema.$defs)) {
    result.$defs = Object.fromEntries(
      Object.entries(schema.$defs).map(([name, part]) => [name, isRecord(part) ? strict(part, root) : part]),
    )
  }
  return result
}

/** Strict mode wants a type beside `enum` and `const`. */
function typesOf(schema: JsonSchema): unknown {
  const values: unknown[] = Array.isArray(schema.enum) ? schema.enum : 'const' in schema ? [schema.const] : []
  const types = [...new Set(values.map((value) => (value === null ? 'null' : typeof value)))]
  if (types.length === 0) throw notStrict
  return types.length === 1 ? types[0] : types
}

function keeps(keyword: string, value: unknown, schema: JsonSchema): boolean {
  if (leftOut.has(keyword)) return false
  if (keyword === 'allOf' && recordsOf(value).every(({ pattern, ...rest }) => pattern && !hasKeys(rest)))
    return false
  if (keyword === 'allOf' || keyword === 'not' || keyword === 'prefixItems') throw notStrict
  if (keyword === 'format') return typeof value === 'string' && formats.has(value)
  // A format says the same; and strict mode has no look-around.
  if (keyword === 'pattern') return schema.format === undefined && !/\(\?[=!<]/.test(String(value))
  // zod bounds integers by what a double can hold.
  if (keyword === 'minimum' || keyword === 'maximum') return Math.abs(Number(value)) < Number.MAX_SAFE_INTEGER
  return true
}

function hasKeys(record: object): boolean {
  return Object.keys(record).length > 0
}

function strictObject(schema: JsonSchema, root: JsonSchema): JsonSchema {
  const properties = propertiesOf(schema)
  const { additionalProperties: rest } = schema
  // A record, or a catch-all with a schema of its own.
  if (properties.length === 0 && rest !== false && (rest !== undefined || 'propertyNames' in schema))
    throw notStrict
  if (isRecord(rest) && hasKeys(rest)) throw notStrict
  return {
    properties: Object.fromEntries(
      properties.map(([name, part]) => [
        name,
        isRequired(schema, name) ? strict(part, root) : orNull(part, strict(part, root), root),
      ]),
    ),
    required: properties.map(([name]) => name),
    additionalProperties: false,
  }
}

function strictItems(schema: JsonSchema, root: JsonSchema): JsonSchema {
  if (!isRecord(schema.items)) throw notStrict
  return strict(schema.items, root)
}

function orNull(part: JsonSchema, result: JsonSchema, root: JsonSchema): JsonSchema {
  if (acceptsNull(part, root)) return result
  if (typeof result.type === 'string' && !('enum' in result) && !('const' in result)) {
    return { ...result, type: [result.type, 'null'] }
  }
  const { description, ...rest } = result
  return { anyOf: [rest, { type: 'null' }], ...(description === undefined ? {} : { description }) }
}
