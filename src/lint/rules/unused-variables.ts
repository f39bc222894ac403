import { countNoun } from '../../core/count-noun.ts'
import { promptVariables } from '../../prompt/prompt-variables.ts'
import type { LintRule } from '../lint-rule.ts'

/** Fields of the rows' input that the prompt never shows to the model. */
export const unusedVariables: LintRule = ({ prompt, cases }) => {
  const used = new Set(promptVariables(prompt).map(({ name }) => name))
  const counts = new Map<string, number>()
  for (const { input } of cases) {
    for (const name of Object.keys(input)) {
      if (!used.has(name)) counts.set(name, (counts.get(name) ?? 0) + 1)
    }
  }
  return [...counts].map(([name, count]) => ({
    severity: 'warning',
    message: `the prompt does not use "${name}", which ${countNoun(count, 'row')} ${count === 1 ? 'has' : 'have'}`,
    at: { file: prompt.path },
  }))
}
