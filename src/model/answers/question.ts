import type { z } from 'zod'
import { canonicalJson, hashValue } from '../../core/canonical-hash.ts'
import type { GenerateRequest } from '../client.ts'
import { structuredOutput } from '../structured-output.ts'

/** What is asked of a model and with which settings, ready to be hashed; not who asks, and who is asked. */
export function questionOf(request: GenerateRequest) {
  const { role: _, model: __, messages, output, tools = [], toolChoice = 'auto', ...settings } = request
  return {
    messages,
    output: output && { name: output.name, schema: hashSchema(output.name, output.schema) },
    tools: tools.map(({ name, description, parameters }) => ({
      name,
      description,
      parameters: hashSchema(name, parameters),
    })),
    toolChoice,
    settings,
  }
}

/** The same as text, without sorting what is always built in the same order: prompts may be long, and many. */
export function questionText(request: GenerateRequest): string {
  const { messages, output, tools, toolChoice, settings } = questionOf(request)
  return JSON.stringify([messages, output, tools, toolChoice, canonicalJson(settings)])
}

const schemaHashes = new WeakMap<z.ZodType, string>()

/** Many calls share a schema, which may be larger than all else in them. */
function hashSchema(name: string, schema: z.ZodType): string {
  const known = schemaHashes.get(schema)
  if (known !== undefined) return known
  const hash = hashValue(structuredOutput(name, schema).schema)
  schemaHashes.set(schema, hash)
  return hash
}
