import { findPlaceholders } from '../../prompt/placeholders.ts'
import { sectionLine } from '../../prompt/section-line.ts'
import type { LintRule } from '../lint-rule.ts'

/** Placeholders in sections that the tuner rewrites: every revision has to carry them along. Not where all sections are tunable by default. */
export const tunablePlaceholders: LintRule = ({ prompt }) => {
  const chosen = prompt.settings.tune !== undefined
  const others = prompt.sections.filter(({ tunable }) => !tunable)
  return prompt.sections
    .filter(({ tunable, variables }) => tunable && variables.length > 0)
    .flatMap((section) => {
      const [first] = findPlaceholders(section.text)
      if (!first || (!chosen && prompt.sections.length === 1)) return []
      const way =
        others.length > 0
          ? 'move it to a section that "tune" does not name'
          : 'name the sections to rewrite in "tune" and keep placeholders in another one'
      return {
        severity: 'warning',
        message: `{{${first.name}}} stands in the section "${section.name}", which tuning rewrites; ${way}`,
        at: { file: prompt.path, line: sectionLine(prompt, section, first.line) },
      }
    })
}
