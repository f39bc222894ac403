import Table from 'cli-table3'
import type { Measured } from '../measure.ts'
import type { Verdicts } from './peer-tools.ts'

/** What one tool did with so many cases; where nothing was measured, `note` tells why. */
export interface PeerRow {
  readonly tool: string
  readonly versions: string
  readonly cases: number
  readonly measured?: {
    readonly run: Measured
    /** That the server got in one run. */
    readonly calls: number
    readonly verdicts: Verdicts
    /** Times the bare script's of the same round. */
    readonly wallTimes: number
    readonly cpuTimes: number
  }
  readonly note: string
}

export function renderPeers(rows: readonly PeerRow[]): string {
  const table = new Table({
    head: [
      'tool',
      'versions',
      'cases',
      'wall s',
      '× bare',
      'CPU s',
      '× bare',
      'peak MB: largest / all',
      'calls',
      'passed + failed',
      'runs',
    ],
    style: { head: [], border: [] },
    colWidths: [null, 32, null, null, null, null, null, 14, null, null, 32],
    wordWrap: true,
  })
  for (const { tool, versions, cases, measured, note } of rows) {
    table.push([tool, versions, cases, ...(measured ? cells(measured) : Array(7).fill('')), note])
  }
  return table.toString()
}

function cells({ run, calls, verdicts, wallTimes, cpuTimes }: NonNullable<PeerRow['measured']>) {
  const least = run.stopped ? '> ' : ''
  return [
    `${least}${run.wall.toFixed(2)}`,
    `${least}${wallTimes.toFixed(2)}`,
    `${least}${run.cpu.toFixed(2)}`,
    `${least}${cpuTimes.toFixed(2)}`,
    `${run.peak.toFixed(0)} / ${run.sum.toFixed(0)}`,
    calls,
    `${verdicts.passed} + ${verdicts.failed}`,
  ]
}
