import { isRecord } from '../core/json.ts'

/** What a server says about an error, whatever the form of its body. */
export interface ServerError {
  readonly status: number | undefined
  /** OpenAI's `code`, or its `type` where there is no code. */
  readonly code: string
  readonly message: string
}

const longest = 300

/**
 * Reads `{ error: { message, code, type } }` (OpenAI), `{ error: "..." }` (Ollama), `{ message, code }` (vLLM), `{ detail }`
 * (FastAPI), or plain text and HTML.
 */
export function serverError(status: number | undefined, body: unknown, text: string): ServerError {
  const outer = isRecord(body) ? body : {}
  const inner = isRecord(outer.error) ? outer.error : outer
  const message = [outer.error, inner.message, inner.detail, body, text].find(isText)
  return {
    status,
    code: [inner.code, inner.type].find(isText) ?? '',
    message: sentence(message ?? (body === undefined || body === null ? '' : JSON.stringify(body))),
  }
}

export function isOutOfQuota({ status, code }: ServerError): boolean {
  return status === 402 || /^(insufficient_quota|billing_hard_limit_reached|billing_not_active)$/.test(code)
}

/** Azure's filter on prompts, and OpenAI's on those for reasoning models. */
export function isPromptFiltered({ code }: ServerError): boolean {
  return /^(content_filter|content_policy_violation|invalid_prompt)$/.test(code)
}

/** OpenAI's code, or what Ollama and vLLM say instead. */
export function isNoModel({ status, code, message }: ServerError): boolean {
  if (code === 'model_not_found') return true
  return status === 404 && /\bmodel\b.*(not found|does not exist|not exist|not available)/i.test(message)
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== ''
}

/** One line that ends in a full stop; a page of HTML becomes its title. */
function sentence(message: string): string {
  const html = /^\s*<(!doctype|html|head|body)/i.test(message)
  const title = html ? /<title[^>]*>([^<]*)/i.exec(message)?.[1]?.trim() : undefined
  const text = html ? `an HTML page${title ? ` titled "${title}"` : ''}` : message
  const line = text.replace(/\s+/g, ' ').trim()
  if (line === '') return 'no details.'
  if (line.length > longest) return `${line.slice(0, longest - 1)}…`
  return /[.!?…]$/.test(line) ? line : `${line}.`
}
