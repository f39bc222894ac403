import type { z } from 'zod'
import { hashValue } from '../../core/canonical-hash.ts'
import type { Case } from '../../core/case.ts'
import type { GenerateRequest, Message, ModelClient } from '../../model/client.ts'
import { structuredOutput } from '../../model/structured-output.ts'

type Names = Pick<ModelClient, 'modelName'>

/** How often the same was asked before, where that is done on purpose. */
type Again = number | undefined

/** The hash of all that makes a model's answer: who is asked, what, and with which settings. */
export function generateKey(request: GenerateRequest, names: Names, again: Again): string {
  const { role, model, messages, output, tools = [], toolChoice = 'auto', ...settings } = request
  const name = role === 'target' ? names.modelName(role, model) : (model ?? names.modelName(role))
  return hashValue({
    kind: 'generate',
    role,
    model: name,
    messages,
    output: output && { name: output.name, schema: hashSchema(output.name, output.schema) },
    tools: tools.map(({ name, description, parameters }) => ({
      name,
      description,
      parameters: hashSchema(name, parameters),
    })),
    toolChoice,
    settings,
    again,
  })
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

export function embedKey(text: string, names: Names): string {
  return hashValue({ kind: 'embed', model: names.modelName('embedder'), text })
}

/** For the suite's own target, which sees the row beside the messages. */
export function functionKey(messages: readonly Message[], item: Case, again: Again): string {
  const { at: _, ...row } = item
  return hashValue({ kind: 'function', messages, row, again })
}
