/** What one batch may hold: OpenAI's limits on an input file. */
export interface BatchLimits {
  readonly requests: number
  /** Bytes. */
  readonly bytes: number
}

export const batchLimits: BatchLimits = { requests: 50_000, bytes: 200_000_000 }
