import { noUsage, type Usage } from '../../src/core/usage.ts'
import type { EmbedResult, GenerateRequest, GenerateResult, ModelClient } from '../../src/model/client.ts'

export const oneCall: Usage = { calls: 1, inputTokens: 10, outputTokens: 5 }

/** A usable answer; `output` is what a schema would have made of the text. */
export function answered(output: unknown, text = JSON.stringify(output)): GenerateResult {
  return {
    status: 'ok',
    text,
    output,
    toolCalls: [],
    message: { role: 'assistant', content: text },
    usage: oneCall,
  }
}

export function broken(kind: 'server' | 'auth' = 'server', message = 'status 500'): GenerateResult {
  return { status: 'error', error: { kind, message }, usage: noUsage }
}

interface Script {
  readonly generate?: (
    request: GenerateRequest,
    signal: AbortSignal | undefined,
  ) => GenerateResult | Promise<GenerateResult>
  readonly embed?: (texts: readonly string[]) => EmbedResult | Promise<EmbedResult>
}

/** A model client that answers by functions and keeps what it was asked. */
export function scriptedClient(script: Script) {
  const requests: GenerateRequest[] = []
  const embedded: string[][] = []
  const model: ModelClient = {
    simulated: false,
    modelName: (role) => `model-of-${role}`,
    async generate(request, options) {
      requests.push(request)
      return script.generate?.(request, options?.signal) ?? broken('server', 'no script')
    },
    async embed(texts) {
      embedded.push([...texts])
      return (
        script.embed?.(texts) ?? {
          status: 'error',
          error: { kind: 'server', message: 'no embedder' },
          usage: noUsage,
        }
      )
    },
  }
  return { model, requests, embedded }
}
