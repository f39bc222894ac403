import type { Topic } from '../../core/diagnosis.ts'
import type { BlamedTopic } from '../../core/prompt-blame.ts'
import { contentWords } from '../../diagnosis/embeddings/words.ts'

/** What tells which topic a new line answers. */
interface Clues {
  readonly line: string
  readonly replaced: readonly string[]
  readonly rationale: string
}

/** A word that the line had before tells this much of what a new one tells. */
const keptWeight = 0.25

/**
 * The retained topic that a line answers: the one with the most words in common with the line, what it adds before all, else with the
 * rationale of its patch; a word counts the less the more topics have it. Failing both, the largest topic.
 */
export function matchTopic(topics: readonly Topic[], clues: Clues): BlamedTopic | undefined {
  const retained = topics.filter((topic) => topic.retained)
  const words = retained.map(wordsOf)
  const ofLine = retained[bestMatch(words, weighLine(clues)) ?? -1]
  if (ofLine) return toBlamed(ofLine, 'line')
  const told = new Map(contentWords(clues.rationale).map((word) => [word, 1]))
  const ofRationale = retained[bestMatch(words, told) ?? -1]
  if (ofRationale) return toBlamed(ofRationale, 'rationale')
  const [largest] = retained.toSorted((a, b) => b.prevalence - a.prevalence)
  return largest && toBlamed(largest, 'size')
}

/** The words of the line, less for those of the line that it most likely was. */
function weighLine({ line, replaced }: Clues): Map<string, number> {
  const now = contentWords(line)
  const candidates = replaced.map((text) => new Set(contentWords(text)))
  const shared = (old: ReadonlySet<string>) => now.filter((word) => old.has(word)).length
  const [before] = candidates.toSorted((a, b) => shared(b) - shared(a))
  return new Map(now.map((word) => [word, before?.has(word) ? keptWeight : 1]))
}

function wordsOf({ name, definition, terms, examples }: Topic): Set<string> {
  const texts = [name, definition, ...terms, ...examples.map(({ why }) => why)]
  return new Set(texts.flatMap(contentWords))
}

function bestMatch(
  topics: readonly ReadonlySet<string>[],
  told: ReadonlyMap<string, number>,
): number | undefined {
  const scores = topics.map((words) => {
    let score = 0
    for (const [word, weight] of told) {
      if (words.has(word)) score += weight / topics.filter((other) => other.has(word)).length
    }
    return score
  })
  const most = Math.max(0, ...scores)
  // Words that every topic has tell none of them.
  const undecided = scores.length > 1 && scores.every((score) => score === most)
  return most === 0 || undecided ? undefined : scores.indexOf(most)
}

function toBlamed({ id, name, definition, caseIds }: Topic, by: BlamedTopic['by']): BlamedTopic {
  return { id, name, definition, cases: caseIds.length, by }
}
