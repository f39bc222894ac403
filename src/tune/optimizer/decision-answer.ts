import { z } from 'zod'
import type { PromptPatch } from '../../core/tune-result.ts'

/** What the optimizer answers once it has read the report. */
export const decisionAnswerSchema = z.object({
  action: z
    .enum(['patch', 'stop'])
    .describe('"patch" to revise the prompt, "stop" when no revision would help'),
  sections: z
    .array(
      z.object({
        name: z.string().describe('The name of a tunable section'),
        text: z.string().describe('Its whole new text, as the target model shall read it'),
      }),
    )
    .describe('One entry for each section that changes; empty with "stop"'),
  // Without these a decision is one all the same.
  rationale: z.string().catch('').describe('Which topics the patch answers, and how; empty with "stop"'),
  reason: z.string().catch('').describe('Why no revision would help; empty with "patch"'),
})

export type DecisionAnswer = z.output<typeof decisionAnswerSchema>

/** The patch in an answer, or what keeps it from being one. */
export function readPatch({
  sections,
  rationale,
}: DecisionAnswer): { patch: PromptPatch } | { problem: string } {
  const names = sections.map(({ name }) => name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined)
    return { problem: `The patch gives the section "${twice}" twice: give its text once.` }
  return {
    patch: { sections: Object.fromEntries(sections.map(({ name, text }) => [name, text])), rationale },
  }
}
