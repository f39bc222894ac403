import { retuneError } from '../core/errors.ts'
import { isRecord, type JsonValue } from '../core/json.ts'
import { type LabelSet, resolveSchema, schemaLabels } from './schema-labels.ts'
import type { Choice } from './score-labels.ts'

/** What fills the places of a schema: a choice for each label set, and words about the choices made. */
export interface Filling {
  choose(labels: LabelSet): Choice
  reason(): string
  confidence(): number
  /** Told of each label that is put in place, and where. */
  chosen(path: readonly string[], choice: Choice): void
  /** For a schema without an enum: the label, to stand in the string property that is no explanation. */
  readonly label?: { readonly text: string; readonly choice: Choice }
}

const explains = /reason|explain|explanation|rationale|thought|why|analysis|note|comment|justif/i
const measuresConfidence = /confiden|probab|certain|likelihood/i
const deepest = 12

/** Answers a JSON schema, property by property in the schema's order; refuses numbers that it cannot know. */
export function fillSchema(root: Record<string, unknown>, filling: Filling): JsonValue {
  function fill(given: unknown, name: string, depth: number, path: readonly string[]): JsonValue {
    const schema = resolveSchema(given, root)
    if (depth > deepest) return null
    if ('const' in schema) return scalar(schema.const)
    const set = schemaLabels(schema)
    if (set) {
      const choice = filling.choose(set)
      filling.chosen(path, choice)
      return set.labels[choice.best] ?? null
    }
    const options: unknown = schema.anyOf ?? schema.oneOf
    if (Array.isArray(options)) {
      const taken = options.find((option) => resolveSchema(option, root).type !== 'null')
      return fill(taken, name, depth + 1, path)
    }
    return fillType(schema, name, depth, path)
  }

  function fillType(
    schema: Record<string, unknown>,
    name: string,
    depth: number,
    path: readonly string[],
  ): JsonValue {
    const types = [schema.type].flat().filter((type) => type !== 'null')
    switch (types[0] ?? (isRecord(schema.properties) ? 'object' : 'null')) {
      case 'object':
        return fillObject(schema, depth, path)
      case 'string':
        if (!filling.label || explains.test(name)) return filling.reason()
        filling.chosen(path, filling.label.choice)
        return filling.label.text
      case 'number':
      case 'integer':
        return number(schema, name)
      case 'boolean':
        return false
      case 'array': {
        const least = typeof schema.minItems === 'number' ? Math.min(schema.minItems, 10) : 0
        return Array.from({ length: least }, (_, index) =>
          fill(schema.items, name, depth + 1, [...path, String(index)]),
        )
      }
      default:
        return null
    }
  }

  function fillObject(schema: Record<string, unknown>, depth: number, path: readonly string[]): JsonValue {
    const properties = isRecord(schema.properties) ? Object.entries(schema.properties) : []
    for (const [, property] of properties) {
      const set = schemaLabels(resolveSchema(property, root))
      if (set) filling.choose(set)
    }
    return Object.fromEntries(
      properties.map(([name, property]) => [name, fill(property, name, depth + 1, [...path, name])]),
    )
  }

  function number(schema: Record<string, unknown>, name: string): JsonValue {
    if (!measuresConfidence.test(name))
      throw retuneError('EMBEDDED_CANNOT', { what: `give a number for "${name}"` })
    const least = typeof schema.minimum === 'number' ? schema.minimum : 0
    const most = typeof schema.maximum === 'number' ? schema.maximum : 1
    const value = least + filling.confidence() * (most - least)
    return schema.type === 'integer' ? Math.round(value) : value
  }

  return fill(root, '', 0, [])
}

/** Whether a schema leaves a choice of labels anywhere. */
export function hasLabels(root: Record<string, unknown>): boolean {
  const visit = (given: unknown, depth: number): boolean => {
    const schema = resolveSchema(given, root)
    if (depth > deepest) return false
    if (schemaLabels(schema)) return true
    const inner = [
      ...(isRecord(schema.properties) ? Object.values(schema.properties) : []),
      ...[schema.anyOf ?? schema.oneOf ?? []].flat(),
    ]
    return inner.some((member) => visit(member, depth + 1))
  }
  return visit(root, 0)
}

function scalar(value: unknown): JsonValue {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null
}
