import { z } from 'zod'

/** The paths of all options that hold one value, those of inner objects too: `patience`, `budget.calls`. */
export function optionPaths(schema: z.ZodObject): string[] {
  return Object.entries(schema.shape).flatMap(([name, field]) => {
    const inner = unwrap(field)
    return inner instanceof z.ZodObject ? optionPaths(inner).map((path) => `${name}.${path}`) : [name]
  })
}

/** A copy of the options with one of them set, e.g. `budget.calls`. */
export function withOption(
  options: Readonly<Record<string, unknown>>,
  path: string,
  value: unknown,
): Record<string, unknown> {
  const [name = '', ...rest] = path.split('.')
  if (rest.length === 0) return { ...options, [name]: value }
  const inner = options[name]
  const known = typeof inner === 'object' && inner !== null ? { ...inner } : {}
  return { ...options, [name]: withOption(known, rest.join('.'), value) }
}

/** What an optional, defaulted or prefaulted schema checks in the end. */
function unwrap(schema: unknown): unknown {
  const wrapped =
    schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault
  return wrapped ? unwrap(schema.unwrap()) : schema
}
