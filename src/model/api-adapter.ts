import { isRecord } from '../core/json.ts'
import type { Usage } from '../core/usage.ts'
import type { Message, ToolCall } from './client.ts'
import type { JsonSchema } from './json-schema.ts'
import type { AnswerLogprobs } from './logprobs/text-logprobs.ts'

/** A call in the terms of neither API, all defaults filled. */
export interface ModelRequest {
  readonly model: string
  readonly messages: readonly Message[]
  readonly output?:
    | { readonly name: string; readonly schema: JsonSchema; readonly strict: boolean }
    | undefined
  /** May the schema be said in words where the server refuses structured output? */
  readonly inWords: boolean
  readonly tools: readonly RequestTool[]
  readonly toolChoice: 'auto' | 'required' | 'none'
  readonly temperature?: number | undefined
  readonly topP?: number | undefined
  readonly maxOutputTokens?: number | undefined
  readonly reasoningEffort?: string | undefined
  /** Is it to tell how probable its tokens were? */
  readonly logprobs?: boolean | undefined
  /** Does the model reason before it answers? */
  readonly reasoning: boolean
  /** Is it OpenAI itself that is asked? */
  readonly openAI: boolean
}

export interface RequestTool {
  readonly name: string
  readonly description: string
  readonly parameters: JsonSchema
  readonly strict: boolean
}

/** What one API's answer says, in the terms of neither. */
export interface Reading {
  readonly text: string
  readonly toolCalls: readonly ToolCall[]
  readonly refusal?: string | undefined
  /** Why the answer ended early. */
  readonly stopped?: 'length' | 'content-filter' | undefined
  /** An error inside an answer of status 200. */
  readonly error?: { readonly code: string; readonly message: string } | undefined
  /** The provider's own items of this turn. */
  readonly items?: readonly unknown[]
  /** `{ token, logprob, bytes }[]` as the server gave it. */
  readonly tokens?: unknown
  /** What the tokens told, where they were asked for. */
  readonly logprobs?: AnswerLogprobs | undefined
  /** Without tokens where the server did not count them. */
  readonly usage: Usage
}

/** One of OpenAI's two APIs: how a call is written, and how an answer is read. */
export interface ApiAdapter {
  /** Below the base URL. */
  readonly path: string
  write(request: ModelRequest): Record<string, unknown>
  /** `undefined`: not an answer of this API at all. */
  read(body: unknown): Reading | undefined
}

/** The object without the members that are `undefined`. */
export function withoutUndefined(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

/** The records of an array; nothing for anything else. */
export function recordsOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : []
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** Arguments are JSON text; some servers send the object itself. */
export function argumentsOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? {})
}

/** One answered call, with the tokens of these two fields. */
export function usageOf(usage: unknown, input: string, output: string): Usage {
  const fields = isRecord(usage) ? usage : {}
  return { calls: 1, inputTokens: tokens(fields[input]), outputTokens: tokens(fields[output]) }
}

/** What an answer took, by characters / 4 where its server counts no tokens: budgets in tokens hold there too. */
export function estimateUsage(usage: Usage, asked: number, answered: number): Usage {
  if (usage.inputTokens > 0 || usage.outputTokens > 0) return usage
  return { ...usage, inputTokens: Math.ceil(asked / 4), outputTokens: Math.ceil(answered / 4) }
}

function tokens(value: unknown): number {
  return typeof value === 'number' && value >= 0 && Number.isFinite(value) ? value : 0
}
