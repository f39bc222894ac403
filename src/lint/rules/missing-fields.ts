import { countNoun } from '../../core/count-noun.ts'
import { promptVariables } from '../../prompt/prompt-variables.ts'
import type { LintRule } from '../lint-rule.ts'
import { rowPlaces } from '../row-places.ts'

/** Rows without a value for a variable of the prompt: they could not be rendered. A name that no row has is refused on loading. */
export const missingFields: LintRule = ({ prompt, cases }) =>
  promptVariables(prompt).flatMap(({ name, line }) => {
    const without = cases.filter(({ input }) => !Object.hasOwn(input, name))
    const [first] = without
    if (!first) return []
    return {
      severity: 'error',
      message: `${countNoun(without.length, 'row')} without "${name}", which ${prompt.path}:${line} uses: ${rowPlaces(without)}`,
      at: first.at ?? { file: prompt.path, line },
    }
  })
