import { retuneError } from '../core/errors.ts'
import { isRecord } from '../core/json.ts'

/** The text between the first `<tag>` line and the last `</tag>` line; `undefined` when the tag is absent. */
function tagged(text: string, tag: string): string | undefined {
  const start = text.search(new RegExp(`^[ \\t]*<${tag}>[ \\t]*$`, 'm'))
  const end = text.lastIndexOf(`</${tag}>`)
  return start < 0 || end < start ? undefined : text.slice(text.indexOf('>', start) + 1, end)
}

/** The JSON value between `<tag>` and `</tag>`; `undefined` when the tag is absent. */
export function taggedJson(text: string, tag: string): unknown {
  const inner = tagged(text, tag)
  if (inner === undefined) return undefined
  try {
    return JSON.parse(inner)
  } catch (cause) {
    throw retuneError(
      'EMBEDDED_BAD_REQUEST',
      { problem: `what stands between <${tag}> and </${tag}> is not JSON` },
      { cause },
    )
  }
}

/** The JSON object between `<tag>` and `</tag>`, which the job cannot do without. */
export function requiredJson(text: string, tag: string): Record<string, unknown> {
  const value = taggedJson(text, tag)
  if (isRecord(value)) return value
  throw retuneError('EMBEDDED_BAD_REQUEST', {
    problem: `this job needs a JSON object between <${tag}> and </${tag}>`,
  })
}
