import { z } from 'zod'
import { messageOf, retuneError } from '../core/errors.ts'
import { isRecord } from '../core/json.ts'
import { dropNulls } from './drop-nulls.ts'
import { acceptsNull, isRequired, type JsonSchema, propertiesOf, resolveRef } from './json-schema.ts'
import { strictSchema } from './strict-schema.ts'

export type ParsedOutput =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly reason: string }

/** A zod schema made ready for requests: done once for each schema object. */
export interface StructuredOutput {
  /** What the request carries; always an object schema, unless the schema is a record. */
  readonly schema: JsonSchema
  /** Does the answer stand in `{ answer }`, since the schema itself is no object? */
  readonly wrapped: boolean
  /** Does `schema` keep the rules of strict mode? */
  readonly strict: boolean
  /** Reads an answer: JSON, nulls of optional properties taken out, checked by zod, unwrapped. */
  parse(text: string): Promise<ParsedOutput>
}

const prepared = new WeakMap<z.ZodType, StructuredOutput>()

/**
 * The request form and the parser of a zod schema. A root that is no object is wrapped as `{ answer }`, and unwrapped on
 * return. What strict mode cannot say (records, tuples, `any`) is sent as plain JSON Schema.
 *
 * @throws RetuneError MODEL_SCHEMA for a schema without a JSON form
 */
export function structuredOutput(name: string, schema: z.ZodType): StructuredOutput {
  const known = prepared.get(schema)
  if (known) return known
  const made = prepare(name, schema)
  prepared.set(schema, made)
  return made
}

function prepare(name: string, schema: z.ZodType): StructuredOutput {
  const bare = toJsonSchema(name, schema)
  const wrapped = bare.type !== 'object'
  const checked = wrapped ? z.object({ answer: schema }) : schema
  const json = wrapped ? toJsonSchema(name, checked) : bare
  const strict = strictSchema(json)
  const optional = hasOptional(json, json)
  return {
    schema: strict ?? json,
    wrapped,
    strict: strict !== undefined,
    async parse(text) {
      let value: unknown
      try {
        value = JSON.parse(text)
      } catch (thrown) {
        return { ok: false, reason: `the answer is not JSON: ${messageOf(thrown)}` }
      }
      const result = await check(checked, optional ? dropNulls(value, json) : value)
      if (!result.ok || !wrapped) return result
      return { ok: true, value: isRecord(result.value) ? result.value.answer : undefined }
    },
  }
}

async function check(schema: z.ZodType, value: unknown): Promise<ParsedOutput> {
  try {
    const result = await parse(schema, value)
    return result.success
      ? { ok: true, value: result.data }
      : { ok: false, reason: `the answer does not fit the schema: ${issuesOf(result.error)}` }
  } catch (thrown) {
    // A refinement or a transform of the schema threw on this value.
    return { ok: false, reason: `the schema could not check the answer: ${messageOf(thrown)}` }
  }
}

/** Without a promise where the schema allows it: most do, and it is called for each answer. */
function parse(schema: z.ZodType, value: unknown) {
  try {
    return schema.safeParse(value)
  } catch (thrown) {
    if (!(thrown instanceof z.core.$ZodAsyncError)) throw thrown
    return schema.safeParseAsync(value)
  }
}

function issuesOf(error: z.ZodError): string {
  const shown = error.issues
    .slice(0, 3)
    .map(({ path, message }) => (path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`))
  const more = error.issues.length - shown.length
  return `${shown.join('; ')}${more > 0 ? `; and ${more} more` : ''}`
}

/** The schema of what the model is to write: a zod schema's input, since zod transforms it on return. */
function toJsonSchema(name: string, schema: z.ZodType): JsonSchema {
  let json: JsonSchema
  try {
    json = { ...z.toJSONSchema(schema, { io: 'input' }) }
  } catch (thrown) {
    throw retuneError('MODEL_SCHEMA', { name, reason: messageOf(thrown) }, { cause: thrown })
  }
  // `meta({ id })` puts the root among the definitions.
  return typeof json.$ref === 'string' ? { ...resolveRef(json, json), $defs: json.$defs } : json
}

/** Can an answer hold a `null` that zod would not take? */
function hasOptional(part: unknown, root: JsonSchema): boolean {
  if (Array.isArray(part)) return part.some((one) => hasOptional(one, root))
  if (!isRecord(part)) return false
  return (
    propertiesOf(part).some(([name, member]) => !isRequired(part, name) && !acceptsNull(member, root)) ||
    Object.values(part).some((one) => hasOptional(one, root))
  )
}
