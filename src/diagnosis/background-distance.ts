import { cosineDistance, type UnitVector } from './vector.ts'

/**
 * Descriptions of failures that have nothing in common but being such. Embedders differ in how far apart they put unrelated
 * texts (cosine distances from 0.2 to 1): embedded along, these show what "unrelated" means to the one at hand.
 */
export const unrelatedTexts: readonly string[] = [
  'Drops a negation. A sentence with "not" is taken for its opposite. The refusal was read as consent.',
  'Rounds too early. Intermediate results lose digits before the last step. The sum came out a cent short.',
  'Answers in the wrong language. The reply ignores which language the reader speaks. German input got English text.',
  'Cites a source that does not exist. A reference is made up to support a claim. The quoted study is nowhere to be found.',
  'Trusts the first name it meets. People with similar roles are mixed up. The witness was taken for the judge.',
  'Leaves the list unfinished. Later items are lost in long enumerations. Two of nine ingredients are missing.',
  'Misses sarcasm. Ironic praise counts as a compliment. The mocking review was rated five stars.',
  'Swaps cause and effect. An outcome is reported as the reason for it. Rain was blamed on wet roads.',
]

/** The mean cosine distance of unrelated texts, kept to what an embedder can sensibly have. */
export function backgroundDistance(unrelated: readonly UnitVector[]): number {
  const distances = unrelated.flatMap((a, row) => unrelated.slice(0, row).map((b) => cosineDistance(a, b)))
  const mean = distances.reduce((sum, distance) => sum + distance, 0) / Math.max(1, distances.length)
  return Math.min(1, Math.max(0.1, mean))
}
