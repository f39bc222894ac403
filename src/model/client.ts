import type { z } from 'zod'
import type { CaseError, FailureKind } from '../core/case-result.ts'
import type { ModelRole, Usage } from '../core/usage.ts'
import type { AnswerLogprobs } from './logprobs/text-logprobs.ts'

/** One function tool that a model may call. */
export interface ToolSpec {
  readonly name: string
  readonly description: string
  readonly parameters: z.ZodType
}

export interface ToolCall {
  readonly id: string
  readonly name: string
  /** The arguments as the model sent them: JSON text, not yet checked. */
  readonly arguments: string
}

export type Message =
  | { readonly role: 'system' | 'developer' | 'user'; readonly content: string }
  | {
      readonly role: 'assistant'
      readonly content: string
      readonly toolCalls?: readonly ToolCall[]
      /** The provider's own items of this turn (reasoning among them), sent back unchanged to the API that made them. */
      readonly items?: readonly unknown[]
    }
  | { readonly role: 'tool'; readonly toolCallId: string; readonly content: string }

export interface GenerateRequest {
  readonly role: ModelRole
  readonly messages: readonly Message[]
  /** Overrides the role's model (the prompt file's `model` for the target). */
  readonly model?: string | undefined
  /** Structured output: sent as strict JSON Schema, parsed and checked on return. */
  readonly output?: { readonly name: string; readonly schema: z.ZodType } | undefined
  readonly tools?: readonly ToolSpec[] | undefined
  /** Default `auto`; `required`: some tool must be called. */
  readonly toolChoice?: 'auto' | 'required' | 'none' | undefined
  readonly temperature?: number | undefined
  readonly topP?: number | undefined
  readonly maxOutputTokens?: number | undefined
  readonly reasoningEffort?: string | undefined
  /** Asks how probable the tokens of the answer were; the answer comes all the same where that is not told. */
  readonly logprobs?: true | undefined
}

/** `output` holds the parsed structured output, or the text itself when no schema was given. */
export type GenerateResult =
  | {
      readonly status: 'ok'
      readonly text: string
      readonly output: unknown
      readonly toolCalls: readonly ToolCall[]
      /** The assistant turn, to append to the conversation. */
      readonly message: Message
      /** Set where they were asked for. */
      readonly logprobs?: AnswerLogprobs
      readonly usage: Usage
    }
  /** The model answered, but not usably: a failure of the prompt. */
  | {
      readonly status: 'failed'
      readonly kind: Exclude<FailureKind, 'wrong'>
      readonly text: string
      readonly reason: string
      /** The assistant turn, where the answer was complete: to append to a conversation that goes on. */
      readonly message?: Message
      /** Set on what is malformed, which another schema may accept. */
      readonly logprobs?: AnswerLogprobs
      readonly usage: Usage
    }
  /** The model could not be asked. */
  | { readonly status: 'error'; readonly error: CaseError; readonly usage: Usage }

export type EmbedResult =
  | { readonly status: 'ok'; readonly vectors: readonly (readonly number[])[]; readonly usage: Usage }
  | { readonly status: 'error'; readonly error: CaseError; readonly usage: Usage }

export interface CallOptions {
  /** Drops the call, also when it is under way. */
  readonly signal?: AbortSignal | undefined
  /** Sends nothing more: a call that waits for its turn or for its next attempt is dropped, one under way may end. */
  readonly stop?: AbortSignal | undefined
  /** Set where the same is asked again on purpose, 1 for the second time: such a call is never answered from an earlier one. */
  readonly trial?: number | undefined
  /** Asked before a call is really made, not where an earlier answer does; `false`: it is not made, and comes back as `aborted`. */
  readonly mayAsk?: (() => boolean) | undefined
  /** The case that is asked about: recordings are sorted by it. */
  readonly caseId?: string | undefined
  /** Waits for its turn behind all calls of a lower rank. Default 0. */
  readonly rank?: number | undefined
}

/** The one door to the models. It never throws for what a server or a network does. */
export interface ModelClient {
  generate(request: GenerateRequest, options?: CallOptions): Promise<GenerateResult>
  embed(texts: readonly string[], options?: CallOptions): Promise<EmbedResult>
  /** The model that answers for a role, given the prompt's own choice. */
  modelName(role: ModelRole, promptModel?: string): string
  /** Does an answer stand ready, so that nobody is asked? Absent where none is kept. */
  holds?(request: GenerateRequest, options?: CallOptions): boolean
  /** True when the embedded model stands in. */
  readonly simulated: boolean
}
