import type { ModelRequest } from './api-adapter.ts'
import type { GenerateRequest } from './client.ts'
import { isReasoningModel } from './model-names.ts'
import { type StructuredOutput, structuredOutput } from './structured-output.ts'

/** A request with all defaults filled, as adapters write it. */
export function toModelRequest(
  request: GenerateRequest,
  model: string,
  output: StructuredOutput | undefined,
  openAI: boolean,
): ModelRequest {
  const { messages, tools = [], toolChoice = 'auto' } = request
  const { temperature, topP, maxOutputTokens, reasoningEffort, logprobs } = request
  return {
    model,
    messages,
    output:
      request.output && output
        ? { name: request.output.name, schema: output.schema, strict: output.strict }
        : undefined,
    // No word is added to the prompt that a suite tests.
    inWords: request.role !== 'target',
    tools: tools.map(({ name, description, parameters }) => {
      const { schema, strict } = structuredOutput(name, parameters)
      return { name, description, parameters: schema, strict }
    }),
    toolChoice,
    temperature,
    topP,
    maxOutputTokens,
    reasoningEffort,
    logprobs,
    reasoning: isReasoningModel(model) || (reasoningEffort !== undefined && reasoningEffort !== 'none'),
    openAI,
  }
}
