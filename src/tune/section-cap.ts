/** Room for growth that every section has, however short the seed's is. */
const spare = 2_000

/** The code points that a tuned section may have, given the seed's text of it: `maxGrowth` times as many, and some to spare. */
export function sectionCap(seedText: string, maxGrowth: number): number {
  return Math.floor(countCodePoints(seedText) * maxGrowth) + spare
}

export function countCodePoints(text: string): number {
  let count = 0
  for (const _ of text) count++
  return count
}
