import { isRecord } from '../../core/json.ts'
import { keyOfLine, requestLine } from './write-batches.ts'

/** A line of an input file that no longer asks for logprobs. */
export function withoutLogprobs(line: string): string {
  const parsed: unknown = JSON.parse(line)
  const key = keyOfLine(line)
  if (key === undefined || !isRecord(parsed) || !isRecord(parsed.body)) return line
  const { logprobs: _, include, ...body } = parsed.body
  const others = Array.isArray(include)
    ? include.filter((name) => name !== 'message.output_text.logprobs')
    : []
  return requestLine(key, String(parsed.url), { ...body, ...(others.length > 0 ? { include: others } : {}) })
}
