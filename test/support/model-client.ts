import { onTestFinished } from 'vitest'
import { limitsSchema, modelsSchema } from '../../src/core/options.ts'
import type { ModelClient } from '../../src/model/client.ts'
import { createModelClient, type ModelClientOptions } from '../../src/model/create-model-client.ts'
import { type ApiServer, type Script, startApiServer } from './api-server.ts'

type Given = Partial<Pick<ModelClientOptions, 'env' | 'embedded'>> & {
  models?: Parameters<typeof modelsSchema.parse>[0]
  limits?: Parameters<typeof limitsSchema.parse>[0]
}

/** A model client for these options, which sees nothing of the machine's own environment. */
export function clientFor({ models = {}, limits = {}, env = {}, embedded }: Given): ModelClient {
  return createModelClient({
    models: modelsSchema.parse(models),
    limits: limitsSchema.parse(limits),
    env,
    ...(embedded ? { embedded } : {}),
  })
}

/** A scripted server that is closed when the test is over. */
export async function serve(script?: Script): Promise<ApiServer> {
  const server = await startApiServer(script)
  onTestFinished(() => server.close())
  return server
}
