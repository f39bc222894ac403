import type { GenerateRequest } from './client.ts'
import { type StructuredOutput, structuredOutput } from './structured-output.ts'

/**
 * The output that a request asks for. Some servers pass over the wish for structured output, and their models put JSON into a code
 * block. Only the target is held to the very form: it is what a suite tests.
 */
export function requestedOutput({
  role,
  output,
}: Pick<GenerateRequest, 'role' | 'output'>): StructuredOutput | undefined {
  if (!output) return undefined
  const prepared = structuredOutput(output.name, output.schema)
  if (role === 'target') return prepared
  return { ...prepared, parse: (text) => prepared.parse(withoutFence(text)) }
}

const fence = '```'

/** What stands between the first fence and the last one: JSON may hold others in its strings, and needs none where it begins the text. */
function withoutFence(text: string): string {
  const first = text.indexOf(fence)
  const last = text.lastIndexOf(fence)
  if (first === last || /^[{["]/.test(text.trimStart())) return text
  return text.slice(first + fence.length, last).replace(/^\w*(?=\s)/, '')
}
