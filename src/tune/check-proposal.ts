import type { Case } from '../core/case.ts'
import { list } from '../core/error-catalogue/suggest.ts'
import type { PromptPatch } from '../core/tune-result.ts'
import { checkPatch } from '../prompt/check-patch.ts'
import type { PromptFile } from '../prompt/prompt-file.ts'
import { findCopiedWords } from './copied-words.ts'
import { findEditorWording } from './editor-wording.ts'

export interface ProposalBounds {
  /** The prompt that is patched. */
  readonly prompt: PromptFile
  /** What the user wrote: wording that stands in it is never refused. */
  readonly seed: PromptFile
  /** The optimization rows, which no prompt may quote. */
  readonly rows: readonly Case[]
}

/** Every guardrail on a patch: what is wrong with it, in words for the optimizer; empty when it may be tried. */
export function checkProposal(patch: PromptPatch, { prompt, seed, rows }: ProposalBounds): string[] {
  const problems = checkPatch(prompt, patch.sections)
  const seedText = seed.sections.map(({ text }) => text).join('\n\n')
  for (const [name, text] of Object.entries(patch.sections)) {
    const wording = findEditorWording(text, seedText)
    if (wording.length > 0) {
      problems.push(
        `The new text of "${name}" speaks to an editor: it says ${list(wording.map((phrase) => `"${phrase}"`))}. Write only what the target model itself should read, as one clean text that stands by itself.`,
      )
    }
  }
  for (const run of findCopiedWords(Object.values(patch.sections), rows, seedText)) {
    problems.push(
      `The patch copies words out of a case: "${run}". State the rule behind it in general words; no sentence of a case may stand in the prompt.`,
    )
  }
  return problems
}
