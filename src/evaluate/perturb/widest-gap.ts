/** The values of one variant, by case. */
export interface Arm {
  readonly name: string
  readonly values: ReadonlyMap<string, number>
}

export interface Gap {
  readonly low: { readonly variant: string; readonly mean: number }
  readonly high: { readonly variant: string; readonly mean: number }
  /** How many both have a value for. */
  readonly cases: number
  /** In [0, 1] for values that are. */
  readonly size: number
}

/**
 * The two variants whose means differ most over the cases that both have a value for; the first ones of equals. `undefined` where no two
 * share a case. Where all have the same cases, its size is the highest mean minus the lowest.
 */
export function widestGap(arms: readonly Arm[]): Gap | undefined {
  let widest: Gap | undefined
  for (const [index, a] of arms.entries()) {
    for (const b of arms.slice(index + 1)) {
      const gap = gapBetween(a, b)
      if (gap && (!widest || gap.size > widest.size)) widest = gap
    }
  }
  return widest
}

function gapBetween(a: Arm, b: Arm): Gap | undefined {
  let [cases, sumA, sumB, difference] = [0, 0, 0, 0]
  for (const [id, value] of a.values) {
    const other = b.values.get(id)
    if (other === undefined) continue
    cases += 1
    sumA += value
    sumB += other
    difference += value - other
  }
  if (cases === 0) return undefined
  const [ofA, ofB] = [
    { variant: a.name, mean: sumA / cases },
    { variant: b.name, mean: sumB / cases },
  ]
  const [low, high] = difference > 0 ? [ofB, ofA] : [ofA, ofB]
  return { low, high, cases, size: Math.abs(difference) / cases }
}
