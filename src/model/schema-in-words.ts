import type { ModelRequest } from './api-adapter.ts'
import type { CallFailure } from './call-failure.ts'

/** Does the server refuse a request because it asks for structured output? Those that do name it. */
export function refusesStructure({ error: { status = 0, message } }: CallFailure): boolean {
  return (
    (status === 400 || status === 422) && /response_?format|json_?schema|structured.?output/i.test(message)
  )
}

/** The request with its schema said in words, for models that know no structured output. */
export function putSchemaInWords(request: ModelRequest): ModelRequest {
  const { output, messages } = request
  if (!output) return request
  const words = `Answer with one JSON value by this JSON Schema, and with nothing else:\n${JSON.stringify(output.schema)}`
  const [first, ...others] = messages
  return {
    ...request,
    output: undefined,
    messages:
      first?.role === 'system'
        ? [{ role: 'system', content: `${first.content}\n\n${words}` }, ...others]
        : [{ role: 'system', content: words }, ...messages],
  }
}
