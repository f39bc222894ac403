const digits = String.raw`(?:\d{1,3}(?:,\d{2,3})*,\d{3}|\d+)(?:\.\d*)?|\.\d+`
const money = String.raw`(?:[A-Z]{0,3}\p{Sc})?`
const sign = String.raw`[+\-\u2212]?`
const numeral = new RegExp(
  `^(?<before>${sign})${money}(?<after>${sign})(?<digits>(?:${digits})(?:e[+-]?\\d+)?)\\s*${money}(?<percent>%?)$`,
  'iu',
)

/**
 * The number that a value spells, or `undefined`. The comma separates thousands and the dot decimals, whatever the
 * machine's locale: `1,234.5`, `-$1,234`, `(1,234)` (negative, as accountants write), `12 %` (0.12), `1.5e6`, `€5`.
 */
export function parseNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (typeof value !== 'string') return undefined
  const text = value.trim()
  const inner = /^\((.*)\)$/s.exec(text)?.[1]
  const groups = numeral.exec((inner ?? text).trim().replace(/(\p{Sc})\s+/u, '$1'))?.groups
  if (!groups) return undefined
  const { before = '', after = '', digits: figures = '', percent } = groups
  // Two signs, or a sign within parentheses, are no number.
  if ((before !== '' && after !== '') || (inner !== undefined && before + after !== '')) return undefined
  const size = Number(figures.replaceAll(',', '')) / (percent === '%' ? 100 : 1)
  if (!Number.isFinite(size)) return undefined
  return inner !== undefined || /[-\u2212]/.test(before + after) ? -size : size
}
