import { z } from 'zod'

const messageSchema = z.looseObject({
  role: z.string(),
  content: z.string().nullish().catch(''),
})

const requestSchema = z.looseObject({
  messages: z.array(messageSchema).default([]),
  tool_choice: z.unknown().optional(),
  response_format: z.looseObject({ json_schema: z.looseObject({ name: z.string() }) }).optional(),
})

/** A request as the world sees it: chat completions, told apart by the form of the answer that they want. */
export interface WorldRequest {
  /** The name of the wanted structured output; none where a tool has to be called. */
  readonly wanted: string | undefined
  readonly messages: readonly { readonly role: string; readonly text: string }[]
}

export function readRequest(body: unknown): WorldRequest {
  const { messages, response_format } = requestSchema.parse(body)
  return {
    wanted: response_format?.json_schema.name,
    messages: messages.map(({ role, content }) => ({ role, text: content ?? '' })),
  }
}

export function textOf({ messages }: WorldRequest, role: string): string {
  return messages.find((message) => message.role === role)?.text ?? ''
}

/** The JSON between `<tag>` and `</tag>`. */
export function taggedJson<T>(text: string, tag: string, schema: z.ZodType<T>): T {
  const found = new RegExp(`<${tag}>\\n?([\\s\\S]*)\\n?</${tag}>`).exec(text)?.[1]
  return schema.parse(JSON.parse(found ?? 'null'))
}
