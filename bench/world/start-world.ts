import { z } from 'zod'
import { type ApiServer, answerJson, callTool, http, startApiServer } from '../../test/support/api-server.ts'
import { answerEntry, critique, embedText, fileFindings, nameTopics } from './answer.ts'
import type { World } from './make-world.ts'
import { readRequest, textOf } from './read-request.ts'
import { callArguments, revise } from './revise.ts'

const embeddingSchema = z.looseObject({ input: z.union([z.string(), z.array(z.string())]) })

export interface RunningWorld extends Pick<ApiServer, 'baseURL' | 'close'> {
  /** The entries that the target was asked about so far, in order. */
  readonly asked: readonly string[]
}

/** Serves a world in the form of the chat completions API. */
export async function startWorld(world: World): Promise<RunningWorld> {
  const asked: string[] = []
  const server = await startApiServer(({ path, body }) => {
    if (path === '/embeddings') return http(200, embeddings(body))
    const request = readRequest(body)
    switch (request.wanted) {
      case 'critique':
        return answerJson(critique(world, request))
      case 'topics':
        return answerJson(nameTopics(world, request))
      case 'assignment':
        return answerJson(fileFindings(world, request))
      case 'decision':
        return answerJson(revise(world, request))
      case undefined:
        return callTool('diagnose_prompt', callArguments(request))
      default:
        asked.push(textOf(request, 'user'))
        return answerJson(answerEntry(world, request))
    }
  })
  return { baseURL: server.baseURL, asked, close: () => server.close() }
}

function embeddings(body: unknown) {
  const { input } = embeddingSchema.parse(body)
  const texts = typeof input === 'string' ? [input] : input
  return {
    object: 'list',
    model: 'world',
    data: texts.map((text, index) => ({ object: 'embedding', index, embedding: embedText(text) })),
    usage: { prompt_tokens: texts.length, total_tokens: texts.length },
  }
}
