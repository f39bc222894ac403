import { criticStems, readFindings } from './critic-phrases.ts'
import { createLabelPattern } from './label-pattern.ts'
import type { ReportTopic } from './read-report.ts'
import { contentWords, uniqueWords } from './words.ts'

/** How often the failures of each label hold a word. */
export interface Claim {
  readonly surface: string
  readonly byLabel: Map<string, number>
}

export interface GuideClaims {
  /** By stem: words that the guide of their label lacks. */
  readonly missing: ReadonlyMap<string, Claim>
  /** By wrong label, then stem: words of its guide that draw cases of other labels. */
  readonly drawing: ReadonlyMap<string, ReadonlyMap<string, Claim>>
  /** All labels that the topics name. */
  readonly labels: readonly string[]
}

const termWeight = 1.5

/** The label that a topic is about: the first it quotes, else the first known one it mentions. */
function topicLabel(topic: ReportTopic, known: readonly string[]): string | undefined {
  const findings = topic.whys.flatMap(readFindings).filter(({ kind }) => kind === 'lacks')
  const counts = new Map<string, number>()
  for (const { expected } of findings) counts.set(expected, (counts.get(expected) ?? 0) + 1)
  const most = [...counts].sort(([, a], [, b]) => b - a)[0]
  if (most) return most[0]
  if (topic.whys.some((why) => readFindings(why).length > 0)) return undefined
  const pattern = createLabelPattern(known)
  const [first] = [topic.name, topic.definition, ...topic.whys].flatMap((text) => pattern.mentions(text))
  return first === undefined ? undefined : known[first.label]
}

/** Gathers from the topics which words each label's cases use; free-form reasons count by their content words. */
export function gatherClaims(topics: readonly ReportTopic[], known: readonly string[]): GuideClaims {
  const missing = new Map<string, Claim>()
  const drawing = new Map<string, Map<string, Claim>>()
  const labels = new Set<string>()
  const claim = (claims: Map<string, Claim>, text: string, label: string, weight: number) => {
    for (const { stem, surface } of uniqueWords(contentWords(text))) {
      const entry = claims.get(stem) ?? { surface, byLabel: new Map<string, number>() }
      entry.byLabel.set(label, (entry.byLabel.get(label) ?? 0) + weight)
      claims.set(stem, entry)
    }
  }
  for (const topic of topics) {
    for (const why of topic.whys) {
      for (const { kind, expected, given, words } of readFindings(why)) {
        labels.add(expected)
        if (kind === 'lacks') claim(missing, words.join(', '), expected, 1)
        else {
          const claims = drawing.get(given) ?? new Map<string, Claim>()
          drawing.set(given, claims)
          claim(claims, words.join(', '), expected, 1)
        }
      }
    }
    const label = topicLabel(topic, known)
    if (label === undefined) continue
    labels.add(label)
    const free = topic.whys.filter((why) => readFindings(why).length === 0)
    for (const why of free) claim(missing, withoutCriticWords(why), label, 1)
    claim(missing, withoutCriticWords(topic.terms.join(', ')), label, termWeight)
  }
  return { missing, drawing, labels: [...labels] }
}

function withoutCriticWords(text: string): string {
  return contentWords(text)
    .filter(({ stem }) => !criticStems.has(stem))
    .map(({ surface }) => surface)
    .join(', ')
}
