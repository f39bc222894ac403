import { countNoun } from '../core/count-noun.ts'
import { groupDigits } from '../core/group-digits.ts'
import { type KindSensitivity, perturbKinds, type Sensitivity } from '../core/sensitivity.ts'
import { formatChange, formatPercent, formatScore } from './format-number.ts'

/** `50 cases sampled (at most 50), 2 variants of each kind`; `3 of 50 cases`, where the run was stopped meanwhile. */
export function varied({ cases, drawn, settings }: Sensitivity): string {
  const asked =
    cases.length < drawn
      ? `${groupDigits(cases.length)} of ${countNoun(drawn, 'case')}`
      : countNoun(drawn, 'case')
  return `${asked} sampled (at most ${settings.sample}), ${countNoun(settings.variants, 'variant')} of each kind`
}

/** `spread 0.24 of the pass rate, from 0.66 (format 2) to 0.90 (original)`; of fewer cases than all it says of how many. */
export function describeSpread({ spread, widest, cases }: Sensitivity): string {
  if (spread === null || !widest) return 'no variant was judged, so that there is no spread'
  const of = widest.by === 'score' ? 'mean score' : 'pass rate'
  if (spread === 0) return `spread 0 of the ${of}`
  const on =
    widest.cases < cases.length ? ` (on the ${countNoun(widest.cases, 'case')} that both judged)` : ''
  const { low, high } = widest
  return `spread ${formatScore(spread)} of the ${of}, from ${formatScore(low.mean)} (${low.variant}) to ${formatScore(high.mean)} (${high.variant})${on}`
}

/** A row of the table of kinds, by its columns. */
export interface KindRow {
  readonly kind: string
  readonly cases: string
  readonly passRate: string
  readonly change: string
  readonly score: string
  readonly spread: string
  readonly flips: string
}

export function kindRows({ kinds }: Sensitivity): KindRow[] {
  return kinds.map((kind) => ({
    kind: kind.kind,
    cases: String(kind.cases),
    passRate: formatPercent(kind.passRate),
    change: formatChange(percent(kind.original.passRate), percent(kind.passRate), 1, ' pts'),
    score: formatScore(kind.score),
    spread: formatScore(kind.spread),
    flips: kind.answers === 0 ? '-' : `${kind.broken} broken, ${kind.fixed} fixed`,
  }))
}

function percent(share: number | null): number | null {
  return share === null ? null : share * 100
}

const reasons: readonly (readonly [keyof KindSensitivity & Counted, string])[] = [
  ['notApplicable', 'not applicable'],
  ['refused', 'refused, since a number, a name or a quote was lost'],
  ['unscored', 'not scored'],
  ['errored', 'could not be asked or scored'],
  ['notAsked', 'not asked, since the budget was used up'],
]

type Counted = 'notApplicable' | 'refused' | 'unscored' | 'errored' | 'notAsked'

/** What else there is to know of the kinds: `order: 100 not applicable`, `format 2: headings **X**, bullets *`. */
export function sensitivityNotes({ kinds, layouts, simulated }: Sensitivity): string[] {
  const left = kinds.flatMap((kind) => {
    const parts = reasons.flatMap(([name, words]) => (kind[name] > 0 ? [`${kind[name]} ${words}`] : []))
    return parts.length === 0 ? [] : [`${kind.kind}: ${parts.join(', ')}`]
  })
  return [
    ...left,
    ...(simulated ? ['paraphrase: written by the embedded model (simulated)'] : []),
    ...layouts.map(({ variant, what }) => `format ${variant}: ${what}`),
  ]
}

/** The cases that any variant moves. */
export function sensitiveCases({ cases }: Sensitivity): Sensitivity['cases'] {
  return cases.filter(
    ({ spread, passed, variants }) =>
      spread > 0 || variants.some(({ outcome }) => outcome === (passed ? 'failed' : 'passed')),
  )
}

/** `spread 1.00, passed; fails under format 1, typos 2` */
export function sensitiveWords({ spread, passed, variants }: Sensitivity['cases'][number]): string {
  const flipped = perturbKinds.flatMap((kind) =>
    variants
      .filter((one) => one.kind === kind && one.outcome === (passed ? 'failed' : 'passed'))
      .map((one) => `${one.kind} ${one.variant}`),
  )
  const words = flipped.length === 0 ? '' : `; ${passed ? 'fails' : 'passes'} under ${flipped.join(', ')}`
  return `spread ${formatScore(spread)}, ${passed ? 'passed' : 'failed'}${words}`
}
