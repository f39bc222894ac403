import { isRecord } from '../core/json.ts'

/** A JSON Schema, or a part of one. */
export type JsonSchema = Record<string, unknown>

/** The schema that a `$ref` into `$defs` (or to the root) stands for; other schemas as they are. */
export function resolveRef(schema: JsonSchema, root: JsonSchema): JsonSchema {
  let at = schema
  for (let steps = 0; typeof at.$ref === 'string' && steps < 100; steps++) {
    const target = at.$ref === '#' ? root : definition(root, at.$ref)
    if (!target) return at
    at = target
  }
  return at
}

function definition(root: JsonSchema, ref: string): JsonSchema | undefined {
  const name = /^#\/\$defs\/(.+)$/.exec(ref)?.[1]?.replaceAll('~1', '/').replaceAll('~0', '~')
  const defs = isRecord(root.$defs) ? root.$defs : {}
  const found = name === undefined ? undefined : defs[name]
  return isRecord(found) ? found : undefined
}

/** The members of a union, or nothing. */
export function unionOf(schema: JsonSchema): readonly JsonSchema[] | undefined {
  const members = schema.anyOf ?? schema.oneOf
  return Array.isArray(members) ? members.filter(isRecord) : undefined
}

/** The schemas of an object's properties, by name. */
export function propertiesOf(schema: JsonSchema): [string, JsonSchema][] {
  if (!isRecord(schema.properties)) return []
  return Object.entries(schema.properties).flatMap(([name, part]) => (isRecord(part) ? [[name, part]] : []))
}

/** Must an object have this property? */
export function isRequired(schema: JsonSchema, property: string): boolean {
  return Array.isArray(schema.required) && schema.required.includes(property)
}

/** Is `null` a value of this schema? */
export function acceptsNull(part: JsonSchema, root: JsonSchema): boolean {
  const schema = resolveRef(part, root)
  const union = unionOf(schema)
  if (union) return union.some((member) => acceptsNull(member, root))
  if (Array.isArray(schema.enum)) return schema.enum.includes(null)
  if ('const' in schema) return schema.const === null
  if (Array.isArray(schema.type)) return schema.type.includes('null')
  return schema.type === undefined || schema.type === 'null'
}
