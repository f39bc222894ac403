import { countNoun } from '../../core/count-noun.ts'
import { formatShare, type GateRule } from './gate-rule.ts'

/** Means of the same scores may differ by as much, summed up in another order. */
const rounding = 1e-9

/** Neither mean score nor pass rate may differ by more between variants that mean the same. */
export const maxSpread: GateRule = ({ spread: input }) => {
  if (!input) return undefined
  const { most, sensitivity, allowPartial } = input
  const { spread = null, widest, kinds = [] } = sensitivity ?? {}
  const left = kinds.reduce((sum, { notAsked }) => sum + notAsked, 0)
  if (left > 0 && !allowPartial) {
    return { passed: false, reason: `${countNoun(left, 'variant')} not asked, since the budget was used up` }
  }
  if (spread === null || !widest) {
    const errored = kinds.reduce((sum, one) => sum + one.errored, 0)
    const why = errored > 0 ? ` (${countNoun(errored, 'variant')} could not be asked or scored)` : ''
    return { passed: false, reason: `no variant was judged, so that there is no spread${why}` }
  }
  const holds = spread <= most + rounding
  const [is, bound] = formatShare(spread, most)
  const of = widest.by === 'score' ? 'mean score' : 'pass rate'
  const { low, high } = widest
  const range = `${low.mean.toFixed(2)} (${low.variant}) to ${high.mean.toFixed(2)} (${high.variant})`
  return {
    passed: holds,
    reason: `spread of the ${of} ${is} ${holds ? 'is within' : 'is above'} ${bound}${spread > 0 ? `, from ${range}` : ''}`,
  }
}
