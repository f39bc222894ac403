import type { CaseResult } from '../../core/case-result.ts'
import type { JsonValue } from '../../core/json.ts'
import { cutMiddle } from '../cut-text.ts'

/** Characters of each part at most. */
const longest = { input: 1_200, output: 600, expected: 400 }

/** What a failed case is compared by when nobody has said why it failed: what went in, what came out, and what should have. */
export function traceText({ input, output, text, expected, kind = 'wrong', reason }: CaseResult): string {
  const parts = [
    kind === 'wrong' ? '' : `${kind}. ${reason ?? ''}`,
    input === undefined ? '' : plain(input, longest.input),
    output === undefined ? cutMiddle(text ?? '', longest.output) : plain(output, longest.output),
    expected === undefined ? '' : plain(expected, longest.expected),
  ]
  return parts.filter((part) => part !== '').join('\n')
}

/** The strings and numbers of some data, without its punctuation. */
function plain(value: JsonValue, most: number): string {
  return cutMiddle(leaves(value).join(' '), most)
}

function leaves(value: JsonValue): string[] {
  if (value === null) return []
  if (typeof value !== 'object') return [String(value)]
  return Object.values(value).flatMap(leaves)
}
