import { canonicalJson } from '../core/canonical-hash.ts'
import type { Case } from '../core/case.ts'
import { isRecord } from '../core/json.ts'

/** Text without what does not matter for a reader: NFKC, lower case, white space folded to single spaces. */
function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim()
}

function foldDeep(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(foldDeep)
  if (!isRecord(value)) return fold(String(value))
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, foldDeep(member)]))
}

/** Equal for two inputs that read the same: the same keys with the same normalised texts. */
export function inputKey(input: Case['input']): string {
  return canonicalJson(foldDeep(input))
}

/** The normalised texts of an input, by sorted keys, one a line. */
export function inputText(input: Case['input']): string {
  const texts: string[] = []
  const collect = (value: unknown) => {
    if (Array.isArray(value)) value.forEach(collect)
    else if (!isRecord(value)) texts.push(fold(String(value)))
    else for (const key of Object.keys(value).sort()) collect(value[key])
  }
  collect(input)
  return texts.join('\n')
}
