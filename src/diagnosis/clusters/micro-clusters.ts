import { createRandom } from '../../core/random.ts'
import { renumber } from './renumber.ts'
import { centroidOf, dot, type UnitVector } from './vector.ts'

/** Points from which the cells are laid out. */
const mostLaidOut = 3_000
/** Points of a small group that show where its middle is. */
const enough = 8

/**
 * Puts points into about `most` small groups; returns the group of each. Who leads a group at first is drawn by lot, so that the
 * groups lie where the points lie and each stands for about as many; then each group gathers around its middle. Two levels
 * keep the time near points x 3 x sqrt(most): first the points are parted into cells, then each cell by itself.
 */
export function microClusters(points: readonly UnitVector[], most: number, seed: number): number[] {
  const random = createRandom(seed)
  const drawn = random.shuffle(points.map((_, row) => row))
  const at = (rows: readonly number[]) => rows.flatMap((row) => points[row] ?? [])
  const laidOut = at(drawn.slice(0, mostLaidOut))
  const centers = refine(laidOut, laidOut.slice(0, Math.ceil(Math.sqrt(most))))
  const cells = new Map<number, number[]>()
  for (const row of drawn) {
    const cell = nearest(points[row], centers)
    const members = cells.get(cell)
    if (members) members.push(row)
    else cells.set(cell, [row])
  }
  const groupOf = points.map(() => 0)
  let groups = 0
  for (const members of cells.values()) {
    const share = Math.max(1, Math.round((most * members.length) / points.length))
    const leaders = refine(at(members.slice(0, enough * share)), at(members.slice(0, share)))
    for (const row of members) groupOf[row] = groups + nearest(points[row], leaders)
    groups += leaders.length
  }
  return renumber(groupOf)
}

/** One round of k-means: the directions of those that are nearest to each center. */
function refine(points: readonly UnitVector[], centers: readonly UnitVector[]): UnitVector[] {
  const members = centers.map((): UnitVector[] => [])
  for (const point of points) members[nearest(point, centers)]?.push(point)
  return members.filter((own) => own.length > 0).map((own) => centroidOf(own))
}

function nearest(point: UnitVector | undefined, centers: readonly UnitVector[]): number {
  let best = 0
  let most = Number.NEGATIVE_INFINITY
  centers.forEach((center, index) => {
    const similarity = point ? dot(point, center) : 0
    if (similarity > most) [best, most] = [index, similarity]
  })
  return best
}
