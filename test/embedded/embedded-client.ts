import OpenAI from 'openai'
import { onTestFinished } from 'vitest'
import { type EmbeddedModelOptions, startEmbeddedModel } from '../../src/embedded/start-embedded-model.ts'

/** A running embedded model with the real client on it; the client does not retry. */
export async function openEmbedded(options: EmbeddedModelOptions = {}) {
  const server = await startEmbeddedModel(options)
  onTestFinished(() => server.close())
  return { server, client: new OpenAI({ apiKey: 'none', baseURL: server.baseURL, maxRetries: 0 }) }
}

export type EmbeddedClient = Awaited<ReturnType<typeof openEmbedded>>['client']

/** The JSON schema of an object whose properties are all required. */
export function objectSchema(properties: Record<string, unknown>): Record<string, unknown> {
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false }
}

/** Asks one question under a prompt for a structured output of the given name. */
export async function askFor(
  client: EmbeddedClient,
  name: string,
  schema: Record<string, unknown>,
  system: string,
  user: string,
): Promise<Record<string, unknown>> {
  const response = await client.responses.create({
    model: 'gpt-4.1',
    input: [
      ...(system === '' ? [] : [{ role: 'system' as const, content: system }]),
      { role: 'user' as const, content: user },
    ],
    text: { format: { type: 'json_schema', name, schema, strict: true } },
  })
  return JSON.parse(response.output_text)
}
