import { isRecord } from '../../core/json.ts'
import type { ToolCall } from '../../model/client.ts'
import type { PromptFile } from '../../prompt/prompt-file.ts'
import { diagnoseTool } from './diagnose-tool.ts'

/** A call of an answer that was to call the tool, and why it is not run; at most one is. */
export interface ReadCall {
  readonly call: ToolCall
  readonly refusal?: string
}

export interface CallReading {
  /** In their order; every one must be answered. */
  readonly calls: readonly ReadCall[]
  readonly runs: boolean
  /** What is odd about the call that is run, in words for the optimizer. */
  readonly notes: readonly string[]
}

/** The first call of the tool whose arguments are JSON is run, on the prompt at hand whatever its arguments say. */
export function readCalls(calls: readonly ToolCall[], prompt: PromptFile): CallReading {
  const run = calls.find((call) => call.name === diagnoseTool.name && parse(call.arguments) !== notJson)
  const runs = run !== undefined
  return {
    calls: calls.map((call) => (call === run ? { call } : { call, refusal: whyNotRun(call, runs) })),
    runs,
    notes: run ? notesOn(run, prompt) : [],
  }
}

function whyNotRun({ name, arguments: given }: ToolCall, anotherIsRun: boolean): string {
  if (name !== diagnoseTool.name) {
    return `There is no tool "${name}". The only one is ${diagnoseTool.name}.`
  }
  if (parse(given) === notJson) {
    const again = anotherIsRun ? '' : ` Call ${name} again with {"prompt": "…"}, the prompt as a JSON string.`
    return `The arguments of this call of ${name} were not JSON, so that it was not run.${again}`
  }
  return `${name} was called twice. This call was not run: the report on the current prompt stands under the other one. One call is enough.`
}

function notesOn({ arguments: given }: ToolCall, { sections }: PromptFile): string[] {
  const value = parse(given)
  if (!isRecord(value) || typeof value.prompt !== 'string') {
    return ['The arguments of your call held no "prompt"; the current prompt was diagnosed.']
  }
  const text = flatten(sections.map((section) => section.text).join('\n'))
  const firstLine = flatten(value.prompt.trim().split('\n')[0] ?? '')
  if (text.includes(firstLine)) return []
  return ['Your call gave another prompt. It was not run: this report is on the current prompt.']
}

const notJson = Symbol('not JSON')

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return notJson
  }
}

function flatten(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
