import { contentWords } from './words.ts'

/** What the critic finds and the optimizer reads again: how the words of one case stand in the guide. */
export interface Finding {
  readonly expected: string
  readonly given: string
  /** Words of the case that the guide of the expected label lacks. */
  readonly lacking: readonly string[]
  /** Words of the case that the guide of the given label holds. */
  readonly drawing: readonly string[]
}

// The fixed parts are function words wherever English allows it, so that topics are told apart by labels and words alone.
const sentence = /\b(Not under|Under) "([^"]+)"(?: \(but "([^"]+)"\))?: ([^.]*)\./g

/** The main topic of a confusion: the expected label's guide says too little. */
export function describeGap({ expected, given, lacking, drawing }: Finding) {
  const drawn = drawing.length === 0 ? '' : ` Under "${given}" (but "${expected}"): ${drawing.join(', ')}.`
  return {
    label: `should be ${expected}`,
    definition: `What should be "${expected}" is not in the guide of "${expected}".`,
    why: `Not under "${expected}" (but "${given}"): ${lacking.join(', ')}.${drawn}`,
  }
}

/** The other topic of a confusion: two guides share what the case is about. */
export function describeOverlap({ expected, given, drawing }: Finding) {
  return {
    label: `overlapping guide of ${given}`,
    definition: `Overlapping guide: several words of other labels are in the guide of "${given}".`,
    why: `Under "${given}" (but "${expected}"): ${drawing.join(', ')}.`,
  }
}

/** Words of a label's cases that its guide lacks, or that another label's guide holds. */
export type Reading =
  | { readonly kind: 'lacking'; readonly expected: string; readonly words: readonly string[] }
  | {
      readonly kind: 'drawing'
      readonly expected: string
      readonly given: string
      readonly words: readonly string[]
    }

/** Reads again what `describeGap` and `describeOverlap` wrote; empty for any other text. */
export function readWhy(why: string): Reading[] {
  return [...why.matchAll(sentence)].flatMap(([, kind, label = '', but, list = '']): Reading[] => {
    const words = list.split(', ').filter(Boolean)
    if (kind === 'Not under') return [{ kind: 'lacking', expected: label, words }]
    return but === undefined ? [] : [{ kind: 'drawing', expected: but, given: label, words }]
  })
}

const nothing: Finding = { expected: '', given: '', lacking: [], drawing: [] }

/** Stems of the critic's own turns of phrase, which say nothing about a case. */
export const criticStems: ReadonlySet<string> = new Set(
  [describeGap(nothing), describeOverlap(nothing)]
    .flatMap((diagnosis) => Object.values(diagnosis))
    .flatMap(contentWords)
    .map(({ stem }) => stem),
)
