import { criticStems, type Reading, readWhy } from './critic-phrases.ts'
import { createLabelPattern } from './label-pattern.ts'
import type { ReportTopic } from './read-report.ts'
import { contentWords, uniqueWords } from './words.ts'

/** How strongly the failures of one label hold a word: about the number of cases seen to hold it. */
export interface Claim {
  surface: string
  weight: number
}

/** By stem, then by label. */
export type Claims = Map<string, Map<string, Claim>>

export interface GuideClaims {
  /** Words that the guide of their label lacks. */
  readonly missing: Claims
  /** By wrong label: words of its guide that draw cases of other labels. */
  readonly drawing: ReadonlyMap<string, Claims>
  /** All labels that the topics name. */
  readonly labels: readonly string[]
}

/** A telling term stands for several cases. */
const termWeight = 2

function mostNamed(readings: readonly Reading[]): string | undefined {
  const counts = new Map<string, number>()
  for (const { kind, expected } of readings) {
    if (kind === 'lacking') counts.set(expected, (counts.get(expected) ?? 0) + 1)
  }
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0]
}

/** The label that a topic is about: the one most of its reasons name, else the first that it quotes or mentions. */
function topicLabel(
  topic: ReportTopic,
  readings: readonly Reading[],
  known: readonly string[],
): string | undefined {
  if (readings.length > 0) return mostNamed(readings)
  const quoted = [...topic.definition.matchAll(/"([^"]+)"/g)].map((match) => match[1])
  const first = quoted.find((label) => label !== undefined && known.includes(label))
  if (first !== undefined) return first
  const pattern = createLabelPattern(known)
  const [mentioned] = [topic.name, topic.definition, ...topic.whys].flatMap((text) => pattern.mentions(text))
  return mentioned === undefined ? undefined : known[mentioned.label]
}

function claim(claims: Claims, words: readonly string[], label: string, weight: number): void {
  for (const { stem, surface } of uniqueWords(contentWords(words.join(', ')))) {
    const byLabel = claims.get(stem) ?? new Map<string, Claim>()
    const known = byLabel.get(label)
    if (known) known.weight += weight
    else byLabel.set(label, { surface, weight })
    claims.set(stem, byLabel)
  }
}

/** Content words that are neither the critic's own turns of phrase nor names of labels. */
function tellingWords(text: string, labels: readonly string[]): string[] {
  const names = new Set(contentWords(labels.join(', ')).map(({ stem }) => stem))
  return uniqueWords(contentWords(text))
    .filter(({ stem }) => !criticStems.has(stem) && !names.has(stem))
    .map(({ surface }) => surface)
}

/** Gathers from the topics which words each label's cases use; free-form reasons count by their content words. */
export function gatherClaims(topics: readonly ReportTopic[], known: readonly string[]): GuideClaims {
  const missing: Claims = new Map()
  const drawing = new Map<string, Claims>()
  const read = topics.map((topic) => ({ topic, readings: topic.whys.flatMap(readWhy) }))
  const named = read.flatMap(({ topic, readings }) => [
    ...readings.map(({ expected }) => expected),
    ...[topicLabel(topic, readings, known)].flatMap((label) => label ?? []),
  ])
  const labels = [...new Set(named)]
  for (const { topic, readings } of read) {
    for (const reading of readings) {
      if (reading.kind === 'lacking') claim(missing, reading.words, reading.expected, 1)
      else {
        const claims = drawing.get(reading.given) ?? new Map()
        drawing.set(reading.given, claims)
        claim(claims, reading.words, reading.expected, 1)
      }
    }
    const label = topicLabel(topic, readings, known)
    if (label === undefined) continue
    const everyLabel = [...known, ...labels]
    if (readings.length === 0) {
      for (const why of topic.whys) claim(missing, tellingWords(why, everyLabel), label, 1)
    }
    // A topic of few cases has few terms that more than one of them shares.
    const mostTerms = topic.cases > 0 ? topic.cases : topic.terms.length
    const terms = tellingWords(topic.terms.join(', '), everyLabel).slice(0, mostTerms)
    const mixed = readings.some(({ kind, expected }) => kind === 'lacking' && expected !== label)
    if (!mixed) claim(missing, terms, label, termWeight)
  }
  return { missing, drawing, labels }
}
