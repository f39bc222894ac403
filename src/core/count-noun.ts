import { groupDigits } from './group-digits.ts'

/** `1 row`, `3,000 rows` */
export function countNoun(count: number, noun: string): string {
  return `${groupDigits(count)} ${noun}${count === 1 ? '' : 's'}`
}
