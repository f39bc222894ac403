import type { DiagnosticReport } from '../core/diagnosis.ts'
import { messageOf, RetuneError } from '../core/errors.ts'
import type { PromptFile } from '../prompt/prompt-file.ts'
import { checkProposal } from './check-proposal.ts'
import type { Decision } from './journal-event.ts'
import type { MemoryEntry } from './memory.ts'
import type { RunContext } from './run-context.ts'
import type { ProposalState, Strategy } from './strategies/strategy.ts'

interface Step {
  readonly iteration: number
  readonly prompt: PromptFile
  readonly memory: readonly MemoryEntry[]
  diagnose(): Promise<DiagnosticReport>
}

/**
 * Asks a strategy for its decision. Whatever a strategy does, no unchecked patch comes out of it, and a strategy that breaks
 * ends the tuning with the best so far.
 */
export async function proposePatch(strategy: Strategy, step: Step, context: RunContext): Promise<Decision> {
  const { input, journal, meter, signal } = context
  const check: ProposalState['check'] = (patch) =>
    checkProposal(patch, { prompt: step.prompt, seed: input.prompt, rows: input.cases.optimization })
  const state: ProposalState = {
    ...step,
    objective: input.objective,
    seed: input.options.seed,
    check,
    async generate(request) {
      const result = await input.model.generate({ ...request, role: 'optimizer' }, { signal })
      if (result.usage.calls > 0) meter.add({ optimizer: result.usage })
      return result
    },
    refused: (attempt, problems) =>
      journal.append({ type: 'refusal', iteration: step.iteration, attempt, problems: [...problems] }),
  }
  try {
    const decision = await strategy.propose(state)
    const problems = decision.action === 'patch' ? check(decision.patch) : []
    if (problems.length === 0) return decision
    return { action: 'stop', stop: { code: 'invalid-decisions', reason: problems.join(' ') } }
  } catch (thrown) {
    if (thrown instanceof RetuneError) throw thrown
    return {
      action: 'stop',
      stop: {
        code: 'errors',
        reason: `The strategy "${input.options.strategy}" broke: ${messageOf(thrown)}`,
      },
    }
  }
}
