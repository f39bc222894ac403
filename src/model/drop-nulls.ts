import { isRecord } from '../core/json.ts'
import { acceptsNull, isRequired, type JsonSchema, propertiesOf, resolveRef, unionOf } from './json-schema.ts'

/**
 * Takes out the properties that are `null` only because strict mode has no optional ones: those that the schema does not
 * require and whose own schema does not allow `null`.
 */
export function dropNulls(value: unknown, schema: JsonSchema, root: JsonSchema = schema): unknown {
  const at = resolveRef(schema, root)
  const union = unionOf(at)
  if (union) {
    const member = union.find((one) => mayBe(value, resolveRef(one, root), root))
    return member ? dropNulls(value, member, root) : value
  }
  if (Array.isArray(value)) {
    const { items } = at
    return isRecord(items) ? value.map((item) => dropNulls(item, items, root)) : value
  }
  if (!isRecord(value)) return value
  const parts = new Map(propertiesOf(at))
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) => {
      const part = parts.get(name)
      if (!part) return [[name, member]]
      if (member === null && !isRequired(at, name) && !acceptsNull(part, root)) return []
      return [[name, dropNulls(member, part, root)]]
    }),
  )
}

/** Which member of a union is meant: by type, by constant properties, and by the names of the properties. */
function mayBe(value: unknown, schema: JsonSchema, root: JsonSchema): boolean {
  if (unionOf(schema))
    return unionOf(schema)?.some((one) => mayBe(value, resolveRef(one, root), root)) ?? false
  if (schema.type === 'array') return Array.isArray(value)
  if (schema.type !== 'object') return !isRecord(value) && !Array.isArray(value)
  if (!isRecord(value)) return false
  const parts = propertiesOf(schema)
  const names = new Set(parts.map(([name]) => name))
  return (
    Object.keys(value).every((name) => names.has(name)) &&
    parts.every(([name, part]) => {
      if (!isRequired(schema, name) && (value[name] === undefined || value[name] === null)) return true
      return name in value && constantFits(value[name], resolveRef(part, root))
    })
  )
}

function constantFits(value: unknown, schema: JsonSchema): boolean {
  if ('const' in schema) return schema.const === value
  return Array.isArray(schema.enum) ? schema.enum.includes(value) : true
}
