import type { AskedRows, TuneIteration } from '../core/tune-result.ts'

type Partial = Pick<TuneIteration, 'asked' | 'racedOut'>

/** What a prompt was measured on, where that was not all: `60 of 150 train rows, raced out after 47 of 150 dev rows`. */
export function describeAsked({ asked, racedOut }: Partial): string | undefined {
  const parts = [
    ...(asked?.optimization ? [`${countRows(asked.optimization)} train rows`] : []),
    ...(asked?.dev ? [`${racedOut ? 'raced out after ' : ''}${countRows(asked.dev)} dev rows`] : []),
  ]
  return parts.length === 0 ? undefined : parts.join(', ')
}

/** `60 of 150` */
export function countRows({ rows, of }: AskedRows): string {
  return `${rows} of ${of}`
}
