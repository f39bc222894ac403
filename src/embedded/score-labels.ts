import { hashFraction } from '../core/canonical-hash.ts'
import type { GuideIndex } from './index-guide.ts'
import { phrases, uniqueWords, wordPairs } from './words.ts'

/** How an input fares against a guide. */
export interface Choice {
  readonly labels: readonly string[]
  readonly best: number
  /** By label. */
  readonly scores: readonly number[]
  /** By label: the input's words that speak for it. */
  readonly matches: readonly (readonly string[])[]
  /** Softmax share of the best label, in [0, 1]. */
  readonly confidence: number
}

const nearWeight = 0.5
const sharpness = 2.5

function bestOf(scores: readonly number[], guide: GuideIndex, input: string): number {
  const highest = Math.max(...scores)
  if (highest <= 0 && guide.fallback !== undefined) return guide.fallback
  const tied = guide.labels.flatMap((label, index) =>
    (scores[index] ?? 0) >= highest - 1e-9 ? [{ label, index }] : [],
  )
  if (tied.length === 1) return tied[0]?.index ?? 0
  const drawn = tied.map(({ label, index }) => ({ index, draw: hashFraction(`${label}\n${input}`) }))
  return drawn.reduce((a, b) => (b.draw > a.draw ? b : a)).index
}

/** Adds up what each word of the input says for and against each label; a draw goes by a hash of the input. */
export function scoreLabels(guide: GuideIndex, input: string): Choice {
  const scores = new Array<number>(guide.labels.length).fill(0)
  const matches = guide.labels.map((): string[] => [])
  const groups = phrases(input)
  const add = (evidence: readonly number[] | undefined, share: number, surface?: string) => {
    if (!evidence) return
    for (const [label, value] of evidence.entries()) {
      if (value === 0) continue
      scores[label] = (scores[label] ?? 0) + value * share
      if (value > 0 && surface !== undefined) matches[label]?.push(surface)
    }
  }
  for (const { stem, surface } of uniqueWords(groups.flat())) {
    const exact = guide.evidence.get(stem)
    if (exact) add(exact, 1, surface)
    else {
      const near = guide.near(stem)
      if (near) add(guide.evidence.get(near.term), near.similarity * nearWeight, surface)
    }
  }
  for (const pair of new Set(groups.flatMap(wordPairs))) add(guide.evidence.get(pair), 1)
  const best = bestOf(scores, guide, input)
  const top = scores[best] ?? 0
  const total = scores.reduce((sum, score) => sum + Math.exp(sharpness * (score - top)), 0)
  return { labels: guide.labels, best, scores, matches, confidence: Math.round(1000 / total) / 1000 }
}
