import { isRecord } from '../../core/json.ts'
import type { ToolCall } from '../../model/client.ts'
import type { PromptFile } from '../../prompt/prompt-file.ts'

/** What a call of the tool got wrong, for the notes of the report, which is on the prompt at hand in any case. */
export function callNotes(call: ToolCall, prompt: PromptFile): string[] {
  const given = promptArgument(call.arguments)
  if (given === undefined) {
    return [
      'The arguments of your call were not a JSON object with a "prompt"; the current prompt was diagnosed.',
    ]
  }
  const text = flatten(prompt.sections.map((section) => section.text).join('\n'))
  const firstLine = flatten(given.trim().split('\n')[0] ?? '')
  if (text.includes(firstLine)) return []
  return ['Your call gave another prompt. It was not run: this report is on the current prompt.']
}

function promptArgument(json: string): string | undefined {
  try {
    const given: unknown = JSON.parse(json)
    return isRecord(given) && typeof given.prompt === 'string' ? given.prompt : undefined
  } catch {
    return undefined
  }
}

function flatten(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
