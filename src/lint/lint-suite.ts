import type { LintFinding } from '../core/lint-finding.ts'
import type { LintRule, LintSubject } from './lint-rule.ts'
import { conflictingRows } from './rules/conflicting-rows.ts'
import { contextWindow } from './rules/context-window.ts'
import { contradictoryLines } from './rules/contradictory-lines.ts'
import { duplicateLines } from './rules/duplicate-lines.ts'
import { gibberish } from './rules/gibberish.ts'
import { missingFields } from './rules/missing-fields.ts'
import { oneSidedLabels } from './rules/one-sided-labels.ts'
import { splitLeaks } from './rules/split-leaks.ts'
import { tunablePlaceholders } from './rules/tunable-placeholders.ts'
import { unusedVariables } from './rules/unused-variables.ts'

/** Every rule by its name, in the order of the report. */
export const lintRules: Readonly<Record<string, LintRule>> = {
  'missing-field': missingFields,
  'context-window': contextWindow,
  'split-leak': splitLeaks,
  'conflicting-rows': conflictingRows,
  'contradictory-lines': contradictoryLines,
  'duplicate-lines': duplicateLines,
  gibberish,
  'tunable-placeholder': tunablePlaceholders,
  'unused-variable': unusedVariables,
  'one-sided-labels': oneSidedLabels,
}

/** What all rules find, errors first, without a call of any model. */
export function lintSuite(subject: LintSubject): LintFinding[] {
  const findings = Object.entries(lintRules).flatMap(([rule, find]) =>
    find(subject).map((finding): LintFinding => ({ rule, ...finding })),
  )
  const of = (severity: LintFinding['severity']) =>
    findings.filter((finding) => finding.severity === severity)
  return [...of('error'), ...of('warning')]
}
