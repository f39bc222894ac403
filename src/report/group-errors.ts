import type { CaseResult } from '../core/case-result.ts'
import { oneLine } from './escape-control.ts'

export interface ErrorGroup {
  /** `rate-limit 429: too many requests`, of its first case. */
  readonly title: string
  readonly cases: readonly CaseResult[]
}

/** Cases that could not be judged by kind and message, the largest group first. */
export function groupErrors(errored: readonly CaseResult[]): ErrorGroup[] {
  const groups = Map.groupBy(errored, ({ error }) =>
    error ? `${error.kind} ${error.status} ${sameness(error.message)}` : '',
  )
  return [...groups.values()]
    .map((cases) => ({ title: titleOf(cases[0]), cases }))
    .sort((a, b) => b.cases.length - a.cases.length)
}

/** Two messages that differ only in numbers, ids of requests and the case are one. */
function sameness(message: string): string {
  return message
    .slice(0, 500)
    .replace(/ for case .*?\. Record /, '')
    .replace(/[\w-]*\d[\w-]*/g, '#')
}

function titleOf(first: CaseResult | undefined): string {
  const error = first?.error
  if (!error) return 'no reason given'
  const what = error.status === undefined ? error.kind : `${error.kind} ${error.status}`
  const message = oneLine(error.message)
  return message === '' ? what : `${what}: ${message}`
}
