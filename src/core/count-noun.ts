import { groupDigits } from './group-digits.ts'

/** `1 row`, `3,000 rows`; `nouns` where an s does not make the plural: `2 cases were` */
export function countNoun(count: number, noun: string, nouns = `${noun}s`): string {
  return `${groupDigits(count)} ${count === 1 ? noun : nouns}`
}
