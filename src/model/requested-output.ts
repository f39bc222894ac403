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

/** No JSON begins like this. */
const fenced = /^\s*(?![\s{["])[^`]*```\w*\s*([\s\S]*?)\s*```[^`]*$/

function withoutFence(text: string): string {
  return fenced.exec(text)?.[1] ?? text
}
