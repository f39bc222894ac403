/** How many diagnoses a topic holds, and the sum of their impacts. */
export interface TopicSize {
  readonly diagnoses: number
  readonly impact: number
}

/** (share of diagnoses + share of impact) / 2 for each topic; the share of impact is 0 where there is no impact at all. */
export function prevalences(sizes: readonly TopicSize[]): number[] {
  const all = sizes.reduce((sum, { diagnoses }) => sum + diagnoses, 0)
  const allImpact = sizes.reduce((sum, { impact }) => sum + impact, 0)
  const share = (part: number, whole: number) => (whole === 0 ? 0 : part / whole)
  return sizes.map(({ diagnoses, impact }) =>
    Math.min(1, (share(diagnoses, all) + share(impact, allImpact)) / 2),
  )
}

const leastRetained = 0.1

/** Which topics the optimizer is shown: those with a prevalence of at least 0.10 or, without any, the first three. */
export function retainedTopics(descending: readonly number[]): boolean[] {
  const retained = descending.map((prevalence) => prevalence >= leastRetained)
  return retained.includes(true) ? retained : descending.map((_, index) => index < 3)
}
