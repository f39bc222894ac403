export { PromptRetuneReporter } from '../vitest/main/reporter.ts'
export type { ReporterContext } from '../vitest/main/reporter-context.ts'
