import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { hashText } from './canonical-hash.ts'

/** A seeded source of randomness: the same seed gives the same sequence on every machine. */
export interface Random {
  /** A number in [0, 1). */
  next(): number
  /** A whole number from `min` to `max`, both included. */
  integer(min: number, max: number): number
  /** A shuffled copy (Fisher-Yates). */
  shuffle<T>(items: readonly T[]): T[]
}

/** Seeds may be text (hashed) or whole numbers. */
export function createRandom(seed: number | string): Random {
  const generator = xoroshiro128plus(
    typeof seed === 'number' ? seed | 0 : Number.parseInt(hashText(seed).slice(0, 8), 16) | 0,
  )
  const integer = (min: number, max: number) => uniformInt(generator, min, max)
  return {
    next: () => uniformFloat64(generator),
    integer,
    shuffle<T>(items: readonly T[]): T[] {
      const copy = [...items]
      for (let last = copy.length - 1; last > 0; last--) {
        const pick = integer(0, last)
        const held = copy[last] as T
        copy[last] = copy[pick] as T
        copy[pick] = held
      }
      return copy
    },
  }
}
