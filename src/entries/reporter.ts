export { PromptRetuneReporter, type ReporterContext } from '../vitest/reporter.ts'
