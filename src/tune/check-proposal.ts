import type { Case } from '../core/case.ts'
import { list } from '../core/error-catalogue/suggest.ts'
import type { PromptPatch } from '../core/tune-result.ts'
import type { EvaluationSpec } from '../evaluate/evaluation-spec.ts'
import { checkPatch } from '../prompt/check-patch.ts'
import type { PromptFile } from '../prompt/prompt-file.ts'
import { findCopiedWords } from './copied-words.ts'
import { findEditorWording } from './editor-wording.ts'
import { findLostContract } from './output-contract.ts'
import { countCodePoints, sectionCap } from './section-cap.ts'

export interface ProposalBounds {
  /** The prompt that is patched. */
  readonly prompt: PromptFile
  /** What the user wrote: wording that stands in it is never refused. */
  readonly seed: PromptFile
  /** The optimization rows, which no prompt may quote. */
  readonly rows: readonly Case[]
  /** How long a section may get; see `sectionCap`. */
  readonly maxGrowth: number
  /** What the target has to answer. */
  readonly spec: Pick<EvaluationSpec, 'output' | 'confidence'>
}

/** Every guardrail on a patch: what is wrong with it, in words for the optimizer; empty when it may be tried. */
export function checkProposal(patch: PromptPatch, bounds: ProposalBounds): string[] {
  const { prompt, seed, rows, maxGrowth, spec } = bounds
  const problems = checkPatch(prompt, patch.sections)
  const seedText = seed.sections.map(({ text }) => text).join('\n\n')
  for (const [name, text] of Object.entries(patch.sections)) {
    const wording = findEditorWording(text, seedText)
    if (wording.length > 0) {
      problems.push(
        `The new text of "${name}" speaks to an editor: it says ${list(wording.map((phrase) => `"${phrase}"`))}. Write only what the target model itself should read, as one clean text that stands by itself.`,
      )
    }
    const cap = sectionCap(seed.sections.find((section) => section.name === name)?.text ?? '', maxGrowth)
    const length = countCodePoints(text)
    if (length > cap) {
      problems.push(
        `The new text of "${name}" has ${length} characters; ${cap} are allowed. Say the same in fewer words: merge rules that overlap and cut what does no work.`,
      )
    }
  }
  const whole = prompt.sections.map(({ name, text }) => patch.sections[name] ?? text).join('\n\n')
  const lost = findLostContract(whole, seedText, spec)
  if (lost.length > 0) {
    problems.push(
      `The fields and values of the target's answer are fixed, and the prompt must go on naming those that it named. It no longer names ${list(lost.map((word) => `"${word}"`))}: put ${lost.length === 1 ? 'it' : 'them'} back, spelled like this.`,
    )
  }
  for (const run of findCopiedWords(Object.values(patch.sections), rows, seedText)) {
    problems.push(
      `The patch copies words out of a case: "${run}". State the rule behind it in general words; no sentence of a case may stand in the prompt.`,
    )
  }
  return problems
}
