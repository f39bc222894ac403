import type { z } from 'zod'
import { messageOf } from '../../core/errors.ts'
import { noUsage, type Usage } from '../../core/usage.ts'
import type { GenerateResult, Message, ModelClient } from '../../model/client.ts'

export interface CriticRequest<Output> {
  readonly messages: readonly Message[]
  /** The name tells the jobs of the critic apart. */
  readonly output: { readonly name: string; readonly schema: z.ZodType<Output> }
}

/** `trouble`: why there is no usable answer. */
export type CriticReply<Output> =
  | { readonly output: Output; readonly usage: Usage }
  | { readonly trouble: string; readonly usage: Usage }

/** Asks the critic model for something else than a critique. Never throws. */
export async function askCritic<Output>(
  { messages, output }: CriticRequest<Output>,
  { model, signal }: { readonly model: ModelClient; readonly signal?: AbortSignal | undefined },
): Promise<CriticReply<Output>> {
  let reply: GenerateResult
  try {
    reply = await model.generate({ role: 'critic', messages, output }, { signal })
  } catch (thrown) {
    return { trouble: messageOf(thrown), usage: noUsage }
  }
  const { usage } = reply
  switch (reply.status) {
    case 'error':
      return { trouble: `${reply.error.kind}: ${reply.error.message}`, usage }
    case 'failed':
      return { trouble: `${reply.kind}: ${reply.reason}`, usage }
    case 'ok': {
      const parsed = output.schema.safeParse(reply.output)
      return parsed.success ? { output: parsed.data, usage } : { trouble: 'malformed', usage }
    }
  }
}
