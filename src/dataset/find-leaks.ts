import type { Case, Split } from '../core/case.ts'
import { inputKey, inputText } from './input-text.ts'
import { createNearIndex } from './near-index.ts'
import { sketchText } from './sketch-text.ts'

/** An input that stands in two splits: what is tuned on would be measured on. */
export interface Leak {
  /** `exact`: the inputs read the same. `near`: at least 90 % of their 5-character pieces are shared. */
  readonly kind: 'exact' | 'near'
  /** Jaccard similarity of the pieces, in [0.9, 1]; 1 for `exact`. */
  readonly similarity: number
  /** The earlier case. */
  readonly a: Case
  /** The later case, in another split. */
  readonly b: Case
}

/**
 * Finds cases whose input also stands in another split. Every case is named at most once, as `b`, with the earlier case of
 * another split that is most like it; in the order of the cases. Cases without a split are left out.
 *
 * Exact means: the same normalised texts (NFKC, lower case, white space folded). Near means: a Jaccard similarity of at
 * least 0.9 between the sets of character 5-grams; it is measured on samples for texts of more than 500 distinct
 * 5-grams. The time is near linear: only cases that share rare 5-grams are compared, and at most the 32 most promising.
 */
export function findLeaks(cases: readonly Case[]): Leak[] {
  const placed = cases.flatMap((item) => (item.split === undefined ? [] : [{ item, split: item.split }]))
  const near = createNearIndex<Split>(placed.map(({ item }) => sketchText(inputText(item.input))))
  const firsts = new Map<string, Map<Split, Case>>()
  return placed.flatMap(({ item: b, split }): Leak[] => {
    const key = inputKey(b.input)
    const seen = firsts.get(key) ?? new Map<Split, Case>()
    firsts.set(key, seen)
    const twin = [...seen].find(([other]) => other !== split)?.[1]
    if (!seen.has(split)) seen.set(split, b)
    const neighbour = near.addNext(split)
    if (twin) return [{ kind: 'exact', similarity: 1, a: twin, b }]
    const a = neighbour && placed[neighbour.index]?.item
    return a ? [{ kind: 'near', similarity: neighbour.similarity, a, b }] : []
  })
}
