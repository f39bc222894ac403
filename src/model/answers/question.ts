import type { z } from 'zod'
import { hashValue } from '../../core/canonical-hash.ts'
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

const schemaHashes = new WeakMap<z.ZodType, string>()

/** Many calls share a schema, which may be larger than all else in them. */
function hashSchema(name: string, schema: z.ZodType): string {
  const known = schemaHashes.get(schema)
  if (known !== undefined) return known
  const hash = hashValue(structuredOutput(name, schema).schema)
  schemaHashes.set(schema, hash)
  return hash
}
