import { canonicalJson } from '../core/canonical-hash.ts'
import type { Case } from '../core/case.ts'
import { isRecord, type JsonValue } from '../core/json.ts'

/** The stratum of a case: its first tag, its expected value, or the value at a path such as `queue` or `a.b` in it. */
export function stratumOf({ expected, tags }: Case, stratify: string): string {
  if (stratify === 'tags') return tags[0] ?? ''
  const value = stratify === 'expected' ? expected : valueAt(expected, stratify)
  if (value === undefined) return ''
  return typeof value === 'string' ? value : canonicalJson(value)
}

/** An expected value that is no object is the label itself. */
function valueAt(expected: JsonValue | undefined, path: string): JsonValue | undefined {
  if (!isRecord(expected)) return expected
  let value: JsonValue | undefined = expected
  for (const key of path.split('.')) {
    value = isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined
  }
  return value
}
