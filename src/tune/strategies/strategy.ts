import type { DiagnosticReport } from '../../core/diagnosis.ts'
import type { Objective } from '../../core/options.ts'
import type { AskedRows, PromptPatch } from '../../core/tune-result.ts'
import type { GenerateRequest, GenerateResult } from '../../model/client.ts'
import type { PromptFile } from '../../prompt/prompt-file.ts'
import type { Decision } from '../journal-event.ts'
import type { MemoryEntry } from '../memory/memory.ts'
import type { Progress } from '../memory/progress.ts'

/**
 * All that a strategy may know and do. It sees no row, no dev or test number and no file; whatever costs money goes through
 * here and is counted.
 */
export interface ProposalState {
  /** Revisions so far; 0: the prompt at hand is the seed. */
  readonly iteration: number
  /** The prompt to patch. */
  readonly prompt: PromptFile
  readonly objective: Objective
  /** Where the report is on a part of the optimization set: how many rows of how many. Then calls are scarce. */
  readonly part?: AskedRows | undefined
  /**
   * What earlier prompts of this run came to, oldest first, without the prompt at hand: what the memory mode lets through,
   * within the token bound.
   */
  readonly memory: readonly MemoryEntry[]
  /** For strategies that draw lots. */
  readonly seed: number
  /**
   * The report on the prompt at hand, paid once however often it is asked for. It may take as long as the evaluation
   * of the optimization set.
   *
   * @throws TuningEnded when the tuning stops and no patch is wanted any more: let it pass
   */
  diagnose(): Promise<DiagnosticReport>
  /** Under the memory mode `summary`: how a report on the prompt at hand stands to all the earlier ones. */
  progress(report: DiagnosticReport): Progress | undefined
  /** What is wrong with a patch, in words; empty when it may be tried. A patch that fails this is never tried. */
  check(patch: PromptPatch): string[]
  /** Asks the optimizer model. */
  generate(request: Omit<GenerateRequest, 'role'>): Promise<GenerateResult>
  /** Journals an answer that was sent back, before it is; `attempt` counts from 1. */
  refused(attempt: number, problems: readonly string[]): Promise<void>
}

/** A way to find the next prompt. */
export interface Strategy {
  /** False: no critic is asked for reports that nobody reads; they are made from the results. Default true. */
  readonly readsReports?: boolean
  propose(state: ProposalState): Promise<Decision>
}

/** The tuning stopped while a proposal was under way. */
export class TuningEnded extends Error {
  override readonly name = 'TuningEnded'
}
