export { PromptRetuneReporter } from '../vitest/reporter.ts'
export type { ReporterContext } from '../vitest/reporter-context.ts'
