/** Shown where there is no value. */
const none = '-'

/**
 * A share as a percentage: 0.5 is `50%`, 0.722 is `72.2%`. Only all is `100%` and only nothing is `0%`; what rounds to them
 * shows as `99.9%` and `0.1%`.
 */
export function formatPercent(share: number | null, decimals: 0 | 1 = 1): string {
  if (share === null) return none
  const step = decimals === 0 ? 1 : 0.1
  const percent = share * 100
  const held = percent > 0 && percent < 100 ? Math.min(Math.max(percent, step), 100 - step) : percent
  return `${held.toFixed(decimals).replace(/\.0$/, '')}%`
}

/** A score or an error measure, with a fixed number of decimals: `0.71`. */
export function formatScore(value: number | null, decimals = 2): string {
  return value === null ? none : value.toFixed(decimals).replace(/^-(0(\.0+)?)$/, '$1')
}

/** A signed difference: `+0.12`, `-0.05`, `0` when it rounds to nothing; `-` when either value is missing. */
export function formatChange(before: number | null, after: number | null, decimals = 2, unit = ''): string {
  if (before === null || after === null) return none
  const text = (after - before).toFixed(decimals)
  if (Number(text) === 0) return '0'
  return `${after > before ? '+' : ''}${text}${unit}`
}

/** A count of tokens: `812`, `1.2k`, `81k`, `3.4M`. */
export function formatTokens(count: number): string {
  for (const [size, letter] of [
    [1e9, 'G'],
    [1e6, 'M'],
    [1e3, 'k'],
  ] as const) {
    // Compared after rounding, so that 999,999 is 1M and not 1000k.
    if (count >= size * 0.9995) return `${shortNumber(count / size)}${letter}`
  }
  return String(Math.round(count))
}

/** US dollars: `0.42`, `below 0.01`; `unknown` where a price is, never 0 instead. */
export function formatDollars(dollars: number | null | undefined): string {
  if (dollars === null || dollars === undefined) return 'unknown'
  return dollars > 0 && dollars < 0.005 ? 'below 0.01' : dollars.toFixed(2)
}

/** `12 s`, `3 min 20 s`, `1 h 5 min`. */
export function formatSeconds(seconds: number): string {
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  if (whole < 3_600) return joinUnits(Math.floor(whole / 60), 'min', whole % 60, 's')
  const minutes = Math.round(whole / 60)
  return joinUnits(Math.floor(minutes / 60), 'h', minutes % 60, 'min')
}

function shortNumber(value: number): string {
  return value < 9.95 ? value.toFixed(1).replace(/\.0$/, '') : String(Math.round(value))
}

function joinUnits(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`
}
