import { applyPatch } from '../../prompt/apply-patch.ts'
import { parsePrompt } from '../../prompt/parse-prompt.ts'
import type { PromptFile } from '../../prompt/prompt-file.ts'
import type { RecordedIteration } from './recorded-run.ts'

/** A prompt of a run, made again from the seed and the patches. */
export interface TracedPrompt {
  readonly prompt: PromptFile
  readonly recorded: RecordedIteration
  /** The prompt that was patched; absent for the seed. */
  readonly parent?: TracedPrompt
}

/**
 * Makes the prompts of a run again. The prompt that a patch was made for is the one of which it makes the prompt with the recorded
 * hash: most often the one before, else an earlier one. A prompt that cannot be made again is left out.
 */
export function tracePrompts(
  { before, promptFile }: { readonly before: string; readonly promptFile: string },
  iterations: readonly RecordedIteration[],
): TracedPrompt[] {
  const traced: TracedPrompt[] = []
  for (const recorded of iterations) {
    if (recorded.iteration === 0) traced.push({ prompt: parsePrompt(before, promptFile), recorded })
    else if (recorded.patch) traced.push(...findParent(recorded, recorded.patch.sections, traced))
  }
  return traced
}

function findParent(
  recorded: RecordedIteration,
  sections: Readonly<Record<string, string>>,
  earlier: readonly TracedPrompt[],
): TracedPrompt[] {
  for (const parent of earlier.toReversed()) {
    const prompt = patched(parent.prompt, sections)
    if (prompt?.hash === recorded.promptHash) return [{ prompt, recorded, parent }]
  }
  return []
}

function patched(prompt: PromptFile, sections: Readonly<Record<string, string>>): PromptFile | undefined {
  try {
    return applyPatch(prompt, sections)
  } catch {
    return undefined
  }
}
