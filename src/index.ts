export type { Case } from './core/case.ts'
