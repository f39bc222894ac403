/** From this format-error rate on, or with this rise over the report before, the form of the answers has collapsed. */
const highRate = 0.5
const sharpRise = 0.25

/** Says in words how the form of the answers collapsed; `undefined` when it did not. Rates are in [0, 1]. */
export function findFormatCollapse(rate: number | null, before: number | null): string | undefined {
  if (rate === null) return undefined
  const reasons = [
    ...(rate >= highRate ? [`${percent(rate)} of the outputs could not be used`] : []),
    ...(before !== null && rate - before >= sharpRise
      ? [`the share of unusable outputs rose from ${percent(before)} to ${percent(rate)}`]
      : []),
  ]
  return reasons.length === 0 ? undefined : reasons.join('; ')
}

function percent(rate: number): string {
  return `${(100 * rate).toFixed(1)} %`
}
