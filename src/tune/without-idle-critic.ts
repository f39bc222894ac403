import type { RunContext } from './run-context.ts'
import type { Strategy } from './strategies/strategy.ts'

/** Reports that nobody reads are made without a call. */
export function withoutIdleCritic(context: RunContext, strategy: Strategy): RunContext {
  if (strategy.readsReports !== false) return context
  const { input } = context
  return { ...context, input: { ...input, diagnosis: { ...input.diagnosis, mode: 'local' } } }
}
