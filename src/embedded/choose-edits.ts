import type { LabelEdit } from './edit-guide.ts'
import type { Claim, GuideClaims } from './guide-claims.ts'
import type { GuideIndex } from './index-guide.ts'
import { findLabelLine } from './label-line.ts'
import { stemWord } from './stem-word.ts'

/** How bold a decision may be. */
export interface Boldness {
  /** New words for one label at most. */
  readonly words: number
  /** How many failures of a label must hold a word at least. */
  readonly leastCount: number
  /** Stems that may not be written. */
  readonly barred: ReadonlySet<string>
}

const dominance = 3
const leastDrawn = 2

/** The label that holds a word clearly more often than all others together; `undefined` when none does. */
function owner({ byLabel }: Claim): { label: string; count: number } | undefined {
  const [first, second] = [...byLabel].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
  if (!first) return undefined
  const others = second ? [...byLabel.values()].reduce((sum, count) => sum + count, 0) - first[1] : 0
  return others === 0 || first[1] >= dominance * others ? { label: first[0], count: first[1] } : undefined
}

/**
 * Chooses the words that discriminate: not yet in any label's guide, and held by the failures of one label. Listed words that
 * draw cases of other labels go off their list again.
 */
export function chooseEdits(
  claims: GuideClaims,
  guide: GuideIndex,
  lines: readonly string[],
  boldness: Boldness,
): Map<string, LabelEdit> {
  const candidates = new Map<string, { surface: string; count: number }[]>()
  for (const [stem, claim] of claims.missing) {
    const held = owner(claim)
    if (!held || held.count < boldness.leastCount || boldness.barred.has(stem) || stem.length < 3) continue
    if (guide.stems.some((stems) => stems.has(stem))) continue
    const list = candidates.get(held.label) ?? []
    list.push({ surface: claim.surface, count: held.count })
    candidates.set(held.label, list)
  }
  const edits = new Map<string, LabelEdit>()
  for (const label of guide.labels) {
    const add = (candidates.get(label) ?? [])
      .sort((a, b) => b.count - a.count || (a.surface < b.surface ? -1 : 1))
      .slice(0, boldness.words)
      .map(({ surface }) => surface)
    const remove = drawingWords(
      claims.drawing.get(label),
      findLabelLine(lines, label, guide.labels)?.listed ?? [],
    )
    if (add.length > 0 || remove.length > 0) edits.set(label, { add, remove })
  }
  return edits
}

function drawingWords(drawing: ReadonlyMap<string, Claim> | undefined, listed: readonly string[]): string[] {
  return listed.filter((word) => {
    const counts = drawing?.get(stemWord(word))?.byLabel.values() ?? []
    return [...counts].reduce((sum, count) => sum + count, 0) >= leastDrawn
  })
}
