import { embedJson } from '../../core/embed-json.ts'
import type { PromptFile } from '../../prompt/prompt-file.ts'
import type { MemoryEntry } from '../memory/memory.ts'
import { diagnoseTool } from './diagnose-tool.ts'

/** The prompt as the optimizer reads it. */
export function promptView({ sections }: PromptFile) {
  return { sections: sections.map(({ name, tunable, text }) => ({ name, tunable, text })) }
}

/** The user message that opens a step: the prompt at hand and the memory of earlier reports. */
export function firstMessage(prompt: PromptFile, memory: readonly MemoryEntry[]): string {
  const blocks = [
    `This is the current prompt. Call ${diagnoseTool.name} on it.`,
    `<prompt>\n${embedJson(promptView(prompt))}\n</prompt>`,
  ]
  if (memory.length > 0) {
    blocks.push('These are the reports on earlier versions.', `<memory>\n${embedJson(memory)}\n</memory>`)
  }
  return blocks.join('\n')
}
