import type { ResolvedOptions } from '../../core/options.ts'
import { assignSplits } from '../../dataset/assign-splits.ts'
import { withholding } from '../../evaluate/own-redaction.ts'
import { lintSuite } from '../../lint/lint-suite.ts'
import { escapeLines } from '../../report/escape-control.ts'
import type { LoadedSuite } from './load-suite.ts'
import type { SuiteRunner } from './suite-runner.ts'

/** Registers the one test that looks a suite over without asking a model. It fails when something is wrong, not for a warning. */
export function registerLint(
  { prompt, cases, options, spec, redactor, name }: LoadedSuite,
  { models, tune }: ResolvedOptions,
  { test }: SuiteRunner,
): void {
  const { text } = options.redact ? withholding(redactor, options.redact) : redactor
  test('lint', ({ task }) => {
    const findings = lintSuite({
      prompt,
      cases: assignSplits([...cases], { seed: tune.seed, ...options.split }),
      stratify: options.split.stratify ?? 'expected',
      model: spec.target ? undefined : (models.target.model ?? prompt.settings.model),
    }).map((finding) => ({ ...finding, message: text(finding.message) }))
    task.meta.promptRetune = { type: 'lint', suite: name, findings }
    const errors = findings.filter(({ severity }) => severity === 'error')
    const [first] = errors
    if (!first) return
    const said = escapeLines(first.message)
    const message = errors.length === 1 ? said : `${said}; and ${errors.length - 1} more`
    throw Object.assign(new Error(message), { name: 'PromptLintError', stack: message })
  })
}
