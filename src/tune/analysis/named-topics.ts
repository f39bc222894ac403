import type { Topic } from '../../core/diagnosis.ts'
import type { PromptPatch } from '../../core/tune-result.ts'
import { contentWords } from '../../diagnosis/embeddings/words.ts'
import type { Sighting } from './track-topics.ts'

/** Terms of a topic that are looked for, the most telling ones. */
const termsLookedFor = 5
/** Words in common that make a patch name a topic; all of them, where the topic has fewer. */
const enough = 2

/**
 * The topics of a report that a patch names: in its rationale, or in the words that it adds to the prompt. Words that more than half
 * of the report's topics have tell none of them.
 *
 * @param before the texts of the sections that the patch replaces, by name
 */
export function namedTopics(
  topics: readonly Sighting[],
  patch: PromptPatch,
  before: ReadonlyMap<string, string>,
): string[] {
  const words = topics.map(({ topic }) => wordsOf(topic))
  const told = new Set([
    ...stems(patch.rationale),
    ...Object.entries(patch.sections).flatMap(([name, text]) => addedWords(before.get(name) ?? '', text)),
  ])
  return topics.flatMap(({ id }, index) => {
    const telling = [...(words[index] ?? [])].filter(
      (word) => topics.length < 2 || words.filter((other) => other.has(word)).length * 2 <= topics.length,
    )
    const common = telling.filter((word) => told.has(word)).length
    return telling.length > 0 && common >= Math.min(enough, telling.length) ? [id] : []
  })
}

function wordsOf({ name, terms }: Topic): Set<string> {
  return new Set(stems([name, ...terms.slice(0, termsLookedFor)].join(' ')))
}

/** The words that stand more often in the new text than in the old one. */
function addedWords(before: string, after: string): string[] {
  const left = new Map<string, number>()
  for (const word of stems(before)) left.set(word, (left.get(word) ?? 0) + 1)
  return stems(after).filter((word) => {
    const count = left.get(word) ?? 0
    left.set(word, count - 1)
    return count <= 0
  })
}

/** Content words without the commonest endings, so that "refunds" names "refund" and "covers" "not covered". */
function stems(text: string): string[] {
  return contentWords(text).map((word) => word.replace(/(?<=\p{L}{3})(?:['’]s|ing|ed|es|s)$/u, ''))
}
