import { isRecord } from '../core/json.ts'

/** A choice that a JSON schema leaves: its labels, and what the schema itself says of them. */
export interface LabelSet {
  readonly labels: readonly (string | number)[]
  /** Lines `- label: description`, as a prompt would hold them. */
  readonly guide: string
}

function labelsOf(values: readonly unknown[]): (string | number)[] {
  const labels = values.filter((value) => typeof value === 'string' || typeof value === 'number')
  return labels.length === values.filter((value) => value !== null).length ? labels : []
}

/** The labels of an `enum`, or of an `anyOf` / `oneOf` of constants; `undefined` for any other schema. */
export function schemaLabels(schema: Record<string, unknown>): LabelSet | undefined {
  const said = typeof schema.description === 'string' ? schema.description : ''
  if (Array.isArray(schema.enum)) {
    const labels = labelsOf(schema.enum)
    return labels.length > 0 ? { labels, guide: said } : undefined
  }
  const options: unknown = schema.anyOf ?? schema.oneOf
  if (!Array.isArray(options)) return undefined
  const members = options.filter(isRecord).filter(({ type }) => type !== 'null')
  if (members.length === 0 || !members.every((member) => 'const' in member || 'enum' in member))
    return undefined
  const labels = members.flatMap((member) =>
    labelsOf('const' in member ? [member.const] : [member.enum].flat()),
  )
  const lines = members.flatMap((member) =>
    'const' in member && typeof member.description === 'string'
      ? [`- ${String(member.const)}: ${member.description}`]
      : [],
  )
  return labels.length > 0 ? { labels, guide: [said, ...lines].join('\n') } : undefined
}

/** Follows `$ref`s inside the schema's own document. */
export function resolveSchema(
  schema: unknown,
  root: Record<string, unknown>,
  depth = 0,
): Record<string, unknown> {
  if (!isRecord(schema)) return {}
  const reference = schema.$ref
  if (typeof reference !== 'string' || depth > 20) return schema
  let target: unknown = root
  for (const part of reference.replace(/^#\/?/, '').split('/').filter(Boolean)) {
    target = isRecord(target)
      ? target[decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~')]
      : undefined
  }
  return resolveSchema(target, root, depth + 1)
}
