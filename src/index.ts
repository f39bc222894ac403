export * from './entries/authoring.ts'
export { promptSuite } from './vitest/prompt-suite.ts'
