import Table from 'cli-table3'

/** A figure with its bound. */
export interface Target {
  readonly title: string
  readonly figure: string
  readonly ours: number
  /** The bare script's: then the ratio is what is bounded. */
  readonly bare?: number
  readonly unit: 's' | 'MB' | 'seeds'
  readonly most: number
}

export function renderTable(targets: readonly Target[]): { text: string; missed: number } {
  const table = new Table({
    head: ['measured', 'figure', 'ours', 'bare', 'ratio', 'target', ''],
    style: { head: [], border: [] },
  })
  let missed = 0
  for (const { title, figure, ours, bare, unit, most } of targets) {
    const value = bare === undefined ? ours : ours / bare
    const met = value <= most
    if (!met) missed += 1
    const show = (number: number) => `${number.toFixed(unit === 's' ? 2 : 0)} ${unit}`
    table.push([
      title,
      figure,
      show(ours),
      bare === undefined ? '' : show(bare),
      bare === undefined ? '' : value.toFixed(2),
      `≤ ${most}${bare === undefined ? ` ${unit}` : ''}`,
      met ? 'met' : 'NOT MET',
    ])
  }
  return { text: table.toString(), missed }
}
