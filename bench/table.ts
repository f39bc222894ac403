import Table from 'cli-table3'

/** A figure with its bound. */
export interface Target {
  readonly title: string
  readonly figure: string
  readonly ours: number
  /** The bare script's: then the ratio is what is bounded. */
  readonly bare?: number
  /** Absent for a figure without dimension. */
  readonly unit?: 's' | 'MB' | 'seeds' | 'calls'
  /** Bounds; a figure without any stands beside the others for comparison. */
  readonly most?: number
  readonly least?: number
}

export function renderTable(targets: readonly Target[]): { text: string; missed: number } {
  const table = new Table({
    head: ['measured', 'figure', 'ours', 'bare', 'ratio', 'target', ''],
    style: { head: [], border: [] },
  })
  let missed = 0
  for (const { title, figure, ours, bare, unit, most, least } of targets) {
    const value = bare === undefined ? ours : ours / bare
    const bounds = [
      ...(most === undefined ? [] : [`≤ ${most}`]),
      ...(least === undefined ? [] : [`≥ ${least}`]),
    ]
    const met = value <= (most ?? value) && value >= (least ?? value)
    if (!met) missed += 1
    const inUnits = (number: string | number) => (unit === undefined ? String(number) : `${number} ${unit}`)
    const show = (number: number) =>
      number === Number.POSITIVE_INFINITY
        ? 'never'
        : inUnits(number.toFixed(unit === 's' || unit === undefined ? 2 : 0))
    table.push([
      title,
      figure,
      show(ours),
      bare === undefined ? '' : show(bare),
      bare === undefined ? '' : value.toFixed(2),
      bounds.map((bound) => (bare === undefined ? inUnits(bound) : bound)).join(', '),
      bounds.length === 0 ? '' : met ? 'met' : 'NOT MET',
    ])
  }
  return { text: table.toString(), missed }
}
