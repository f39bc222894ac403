import { answerKey } from '../answers/answer-key.ts'
import type { ApiAdapter } from '../api-adapter.ts'
import type { CallOptions, GenerateRequest, ModelClient } from '../client.ts'
import { askedModel } from '../model-names.ts'
import { toModelRequest } from '../model-request.ts'
import { structuredOutput } from '../structured-output.ts'
import { requestLine } from './write-batches.ts'

export interface GatherContext {
  readonly model: Pick<ModelClient, 'modelName'>
  readonly provider: string
  readonly openAI: boolean
  readonly adapter: ApiAdapter
}

/** What a request's answer is kept under. */
export function keyOfRequest(
  request: GenerateRequest,
  { trial }: CallOptions,
  { model, provider }: Pick<GatherContext, 'model' | 'provider'>,
): string {
  return answerKey(request, { provider, model: askedModel(request, model), trial })
}

/** The batch API names its paths below the host, whatever the base URL is. */
export function endpointOf({ path }: ApiAdapter): string {
  return `/v1${path}`
}

/** A request as a line of an input file. */
export function lineOf(
  key: string,
  request: GenerateRequest,
  { model, adapter, openAI }: GatherContext,
): string {
  const output = request.output && structuredOutput(request.output.name, request.output.schema)
  const filled = toModelRequest(request, askedModel(request, model), output, openAI)
  return requestLine(key, endpointOf(adapter), adapter.write(filled))
}
