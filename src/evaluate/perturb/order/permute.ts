import type { Random } from '../../../core/random.ts'

/** The items in another order; `undefined` where all orders look the same. */
export function permute<T>(items: readonly T[], random: Random, keyOf: (item: T) => string): T[] | undefined {
  const first = items[0]
  if (first === undefined || items.every((item) => keyOf(item) === keyOf(first))) return undefined
  const shuffled = random.shuffle(items)
  const differs = shuffled.some((item, index) => keyOf(item) !== keyOf(items[index] ?? first))
  return differs ? shuffled : [...items.slice(1), first]
}
