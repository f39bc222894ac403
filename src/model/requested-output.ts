import type { GenerateRequest } from './client.ts'
import { type StructuredOutput, structuredOutput } from './structured-output.ts'

/**
 * The output that a request asks for. Some servers pass over the wish for structured output, and their models put JSON into a code
 * block, or thoughts and words before it. Only the target is held to the very form: it is what a suite tests.
 */
export function requestedOutput({
  role,
  output,
}: Pick<GenerateRequest, 'role' | 'output'>): StructuredOutput | undefined {
  if (!output) return undefined
  const prepared = structuredOutput(output.name, output.schema)
  if (role === 'target') return prepared
  return { ...prepared, parse: (text) => prepared.parse(jsonIn(text)) }
}

const fence = '```'
const thoughtEnd = '</think>'

/**
 * What stands between the first fence and the last one, or from the first line that begins an object: JSON may hold others in its
 * strings, and needs none where it begins the text.
 */
function jsonIn(text: string): string {
  const said = afterThought(text.trimStart())
  if (/^[{["]/.test(said)) return said
  const first = said.indexOf(fence)
  const last = said.lastIndexOf(fence)
  if (first !== last) return said.slice(first + fence.length, last).replace(/^\w*(?=\s)/, '')
  const from = said.indexOf('\n{') + 1
  return from > 0 ? said.slice(from, said.lastIndexOf('}') + 1) : said
}

function afterThought(text: string): string {
  const end = text.startsWith('<think>') ? text.indexOf(thoughtEnd) : -1
  return end === -1 ? text : text.slice(end + thoughtEnd.length).trimStart()
}
