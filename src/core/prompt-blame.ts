/** One iteration of a tuning that lines of a prompt come from. */
export interface BlamedRevision {
  /** The run's folder below `runs/`: `ticket-triage/0003`. */
  readonly run: string
  readonly suite: string
  /** The iteration whose prompt has the line first; 0 would be the seed. */
  readonly iteration: number
  /** Why the optimizer made the patch, in its own words. */
  readonly rationale: string
}

/** The failure topic that a line answers. */
export interface BlamedTopic {
  readonly id: string
  readonly name: string
  readonly definition: string
  /** Failing cases that it was seen in. */
  readonly cases: number
  /**
   * Was the topic found by what the line adds to the prompt, or by the patch's rationale? Or has neither a word in common with any topic,
   * so that it is only the largest one of the report that was answered?
   */
  readonly by: 'line' | 'rationale' | 'size'
}

/** Where a line of a prompt comes from. */
export type LineOrigin =
  /** It is older than every recorded tuning. */
  | { readonly from: 'seed' }
  /** A person wrote it after a tuning: after the run named, in its approval or later. */
  | { readonly from: 'hand'; readonly run: string }
  | { readonly from: 'tuning'; readonly revision: BlamedRevision; readonly topic?: BlamedTopic | undefined }

export interface BlamedLine {
  /** Counts from 1. */
  readonly line: number
  readonly text: string
  readonly origin: LineOrigin
}

/** Where every line of a prompt file comes from. */
export interface PromptBlame {
  readonly schema: 'prompt-retune/blame@1'
  /** Relative to the project root. */
  readonly file: string
  readonly lines: readonly BlamedLine[]
}
