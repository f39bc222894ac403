export type { TuneResult } from '../core/tune-result.ts'
export type { TuneEvent, TuneInput } from '../tune/tune-input.ts'
export { tunePrompt } from '../tune/tune-prompt.ts'
