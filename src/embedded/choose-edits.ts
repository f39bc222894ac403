import type { LabelEdit } from './edit-guide.ts'
import type { Claim, Claims, GuideClaims } from './guide-claims.ts'
import type { GuideIndex } from './index-guide.ts'
import { findLabelLine } from './label-line.ts'
import { stemWord } from './stem-word.ts'

/** How bold a decision may be. */
export interface Boldness {
  /** New words for one label at most. */
  readonly words: number
  /** Stems that may not be written. */
  readonly barred: ReadonlySet<string>
}

const dominance = 2
const wellFounded = 2
const mostWeak = 2
const leastDrawn = 3

/** The label that holds a word clearly more often than all others together; `undefined` when none does. */
function owner(byLabel: ReadonlyMap<string, Claim>): ({ label: string } & Claim) | undefined {
  const ranked = [...byLabel].sort(([a, x], [b, y]) => y.weight - x.weight || (a < b ? -1 : 1))
  const [first, ...others] = ranked
  if (!first) return undefined
  const rest = others.reduce((sum, [, { weight }]) => sum + weight, 0)
  return first[1].weight >= dominance * rest ? { label: first[0], ...first[1] } : undefined
}

/**
 * Chooses the words that discriminate: not yet in any label's guide, and held by the failures of one label. Words seen in a
 * single case rarely hold in general, so only a few of them are taken. Listed words that draw cases of other labels go off
 * their list again.
 */
export function chooseEdits(
  claims: GuideClaims,
  guide: GuideIndex,
  lines: readonly string[],
  boldness: Boldness,
): Map<string, LabelEdit> {
  const candidates = new Map<string, Claim[]>()
  for (const [stem, byLabel] of claims.missing) {
    const held = owner(byLabel)
    if (!held || boldness.barred.has(stem) || stem.length < 3) continue
    if (guide.stems.some((stems) => stems.has(stem))) continue
    candidates.set(held.label, [...(candidates.get(held.label) ?? []), held])
  }
  const edits = new Map<string, LabelEdit>()
  for (const label of guide.labels) {
    const ranked = (candidates.get(label) ?? []).sort(
      (a, b) => b.weight - a.weight || (a.surface < b.surface ? -1 : 1),
    )
    const founded = ranked.filter(({ weight }) => weight >= wellFounded)
    const weak = ranked.slice(founded.length).slice(0, mostWeak)
    const add = [...founded, ...weak].slice(0, boldness.words).map(({ surface }) => surface)
    const remove = drawingWords(
      claims.drawing.get(label),
      findLabelLine(lines, label, guide.labels)?.listed ?? [],
    )
    if (add.length > 0 || remove.length > 0) edits.set(label, { add, remove })
  }
  return edits
}

function drawingWords(drawing: Claims | undefined, listed: readonly string[]): string[] {
  return listed.filter((word) => {
    const claims = drawing?.get(stemWord(word))?.values() ?? []
    return [...claims].reduce((sum, { weight }) => sum + weight, 0) >= leastDrawn
  })
}
