/**
 * How much is asked of each revision. The figures come from simulated worlds (bench/world, and thousands of runs of a plainer model of
 * it) with 12 to 20 overlapping failure modes, different noise and differently able optimizers: around them the calls to 90 % of
 * the attainable gain change little, and with half or twice as many rows they rise by a fifth or more.
 */
export const pace = {
  /** Failures that make a diagnosis, as long as gains come. Fewer make topics too vague to act on, more make revisions dear. */
  failures: 10,
  /** Optimization rows that every revision is asked first. */
  least: 20,
  /** Dev rows that decide about a revision, as long as gains come. */
  dev: 60,
  /** Rows of dev that are asked at a time. */
  wave: 10,
  /** By how many rows a revision has to fall behind the prompt that it was made from to be given up undiagnosed. */
  drop: 5,
  /** By how many optimization rows it has to be ahead of the best prompt to be worth dev rows. */
  promise: 4,
  /** Dev rows that are asked before a lead decides: the best prompt may owe its place to the first few. */
  leastDev: 20,
  /** The lead on dev, in rows, that decides for a revision before all rows of the part were asked, and the one against it. */
  ahead: 2,
  beaten: 3,
  /** How much more is asked when gains dry up. */
  growth: 2,
} as const

/** Of few rows fewer are asked for: a fourth of them to drop a revision, a fifth to promise something. */
export function dropAt(rows: number): number {
  return Math.min(pace.drop, Math.max(1, Math.ceil(rows / 4)))
}

export function promiseAt(rows: number): number {
  return Math.min(pace.promise, Math.max(1, Math.ceil(rows / 5)))
}

/** What the parts have grown to. */
export interface Parts {
  readonly failures: number
  readonly dev: number
}

export function firstParts(): Parts {
  return { failures: pace.failures, dev: pace.dev }
}

export function grow({ failures, dev }: Parts): Parts {
  return { failures: failures * pace.growth, dev: dev * pace.growth }
}
