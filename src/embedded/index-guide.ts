import { partExclusions } from './exclusions.ts'
import type { LabelPattern } from './label-pattern.ts'
import { createNearness, type Nearness } from './nearness.ts'
import type { GuideReading } from './read-guide.ts'
import { contentWords, phrases, wordPairs } from './words.ts'

/** The guide of a label set, ready for look-ups: what each term says for or against each label. */
export interface GuideIndex {
  readonly labels: readonly string[]
  /** By term (a stem, or two stems with a blank between): one number a label, above 0 for it, below 0 against it. */
  readonly evidence: ReadonlyMap<string, readonly number[]>
  /** By label: the stems that its guide holds in its favour. */
  readonly stems: readonly ReadonlySet<string>[]
  readonly fallback?: number
  readonly near: Nearness
}

const entryWeight = 1
const proseWeight = 0.6
const nameWeight = 1
const pairWeight = 0.5
const againstWeight = 0.8

function raise(terms: Map<string, number>, term: string, weight: number): void {
  terms.set(term, Math.max(terms.get(term) ?? 0, weight))
}

/** Splits a label into words: `accountAccess`, `account_access` and `account-access` alike. */
export function labelWords(label: string): string {
  return label.replace(/([a-z])([A-Z])/g, '$1 $2').replace(/[-_/]+/g, ' ')
}

/** Weighs each term by how few labels it speaks for: log(labels / labels with the term) / log(labels). */
export function indexGuide(reading: GuideReading, pattern: LabelPattern): GuideIndex {
  const count = pattern.labels.length
  const towards = pattern.labels.map(() => new Map<string, number>())
  const against = pattern.labels.map(() => new Set<string>())
  for (const [label, name] of pattern.labels.entries()) {
    const terms = towards[label]
    if (terms) for (const { stem } of contentWords(labelWords(name))) raise(terms, stem, nameWeight)
  }
  for (const { label, text, kind } of reading.texts) {
    const terms = towards[label]
    if (!terms) continue
    const weight = kind === 'entry' ? entryWeight : proseWeight
    const sides = partExclusions(text)
    for (const words of sides.towards.flatMap(phrases)) {
      for (const { stem } of words) raise(terms, stem, weight)
      for (const pair of wordPairs(words)) raise(terms, pair, weight * pairWeight)
    }
    for (const { stem } of sides.against.flatMap(contentWords)) against[label]?.add(stem)
  }
  const frequency = new Map<string, number>()
  for (const terms of towards)
    for (const term of terms.keys()) frequency.set(term, (frequency.get(term) ?? 0) + 1)
  const evidence = new Map<string, number[]>()
  const row = (term: string) => {
    const known = evidence.get(term) ?? new Array<number>(count).fill(0)
    evidence.set(term, known)
    return known
  }
  for (const [label, terms] of towards.entries()) {
    for (const [term, weight] of terms) {
      const rarity = count < 2 ? 1 : Math.log(count / (frequency.get(term) ?? 1)) / Math.log(count)
      row(term)[label] = weight * rarity
    }
    for (const term of against[label] ?? []) row(term)[label] = -againstWeight
  }
  return {
    labels: pattern.labels,
    evidence,
    stems: towards.map((terms) => new Set(terms.keys())),
    ...(reading.fallback === undefined ? {} : { fallback: reading.fallback }),
    near: createNearness([...evidence.keys()].filter((term) => !term.includes(' '))),
  }
}
