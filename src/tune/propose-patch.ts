import type { DiagnosticReport } from '../core/diagnosis.ts'
import { messageOf, RetuneError } from '../core/errors.ts'
import { isUsed } from '../core/usage.ts'
import type { PromptFile } from '../prompt/prompt-file.ts'
import { checkProposal } from './check-proposal.ts'
import type { Decision } from './journal-event.ts'
import { type BoundMemory, boundMemory } from './memory/bound-memory.ts'
import type { MemoryEntry } from './memory/memory.ts'
import { summarizeProgress } from './memory/progress.ts'
import type { RunContext } from './run-context.ts'
import type { ProposalState, Strategy } from './strategies/strategy.ts'

interface Step {
  readonly iteration: number
  readonly prompt: PromptFile
  /** All earlier reports, oldest first. */
  readonly memory: readonly MemoryEntry[]
  /** What the report is on, where that is not the whole optimization set. */
  readonly part?: ProposalState['part']
  diagnose(): Promise<DiagnosticReport>
}

/**
 * Asks a strategy for its decision. Whatever a strategy does, no unchecked patch comes out of it, and a strategy that breaks
 * ends the tuning with the best so far.
 */
export async function proposePatch(strategy: Strategy, step: Step, context: RunContext): Promise<Decision> {
  const { input, journal, meter, signal } = context
  const check: ProposalState['check'] = (patch) =>
    checkProposal(patch, {
      prompt: step.prompt,
      seed: input.prompt,
      rows: input.cases.optimization,
      maxGrowth: input.options.maxGrowth,
      spec: input.spec,
    })
  const memory = boundMemory(step.memory, input.options)
  const state: ProposalState = {
    ...step,
    memory: memory.entries,
    progress: (report) =>
      input.options.memory === 'summary' ? summarizeProgress(report, step.memory) : undefined,
    objective: input.objective,
    seed: input.options.seed,
    check,
    async generate(request) {
      const result = await input.model.generate({ ...request, role: 'optimizer' }, { signal })
      if (isUsed(result.usage)) meter.add({ optimizer: result.usage })
      return result
    },
    refused: (attempt, problems) =>
      journal.append({ type: 'refusal', iteration: step.iteration, attempt, problems: [...problems] }),
  }
  try {
    if (memory.dropped.length > 0) await journalDropped(memory, step.iteration, context)
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

async function journalDropped(
  { entries, tokens, dropped }: BoundMemory,
  iteration: number,
  { journal }: RunContext,
): Promise<void> {
  await journal.append({ type: 'memory', iteration, reports: entries.length, tokens, dropped: [...dropped] })
}
