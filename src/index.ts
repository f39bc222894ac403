export * from './entries/authoring.ts'
export { promptSuite } from './vitest/worker/prompt-suite.ts'
