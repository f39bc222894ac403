import type { TokenLogprob } from './token-logprobs.ts'

/** One turn of a request, whichever API it came by. */
export interface Turn {
  readonly role: 'system' | 'developer' | 'user' | 'assistant' | 'tool'
  readonly text: string
}

export interface OutputFormat {
  readonly name: string
  readonly schema: Record<string, unknown>
}

/** A request for an answer, in the form that both APIs come down to. */
export interface Conversation {
  readonly model: string
  readonly turns: readonly Turn[]
  readonly output?: OutputFormat
  /** Names of the offered function tools. */
  readonly tools: readonly string[]
  /** `auto`, `required`, `none`, or the name of the tool that must be called. */
  readonly toolChoice: string
  readonly maxOutputTokens?: number
  /** Is it to tell how probable its tokens were? */
  readonly logprobs?: boolean
}

export interface ToolCallReply {
  readonly name: string
  readonly arguments: string
}

export type FinishReason = 'stop' | 'length' | 'content_filter'

/** What the model answers, before it takes the shape of an API. */
export type Reply =
  | {
      readonly kind: 'text'
      readonly text: string
      readonly finish: FinishReason
      /** Where they were asked for and the model chose something. */
      readonly tokens?: readonly TokenLogprob[]
    }
  | { readonly kind: 'refusal'; readonly refusal: string }
  | { readonly kind: 'tool-call'; readonly call: ToolCallReply }

/** The jobs that the model tells apart. */
export type Job =
  | 'target'
  | 'critique'
  | 'topics'
  | 'assignment'
  | 'tool-call'
  | 'decision'
  | 'verdict'
  | 'paraphrase'
  | 'embedding'

export function lastText(turns: readonly Turn[], role: Turn['role']): string {
  return turns.findLast((turn) => turn.role === role)?.text ?? ''
}
