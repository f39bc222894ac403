import { createRandom } from '../core/random.ts'
import { centroidOf, dot, toUnit, type UnitVector } from './vector.ts'

/** Dimensions in which leaders are chosen: enough to tell groups apart, few enough to stay fast with long vectors. */
const sketchLength = 64

export interface MicroClusters {
  /** One weighted centroid per group. */
  readonly centroids: readonly UnitVector[]
  /** The group of each point. */
  readonly groupOf: readonly number[]
}

/**
 * Groups points around at most `most` leaders, each the point farthest from all leaders before it (Gonzalez 1985), so that
 * small tight groups and outliers keep a group of their own. Time grows with points x `most`, whatever the vectors' length:
 * leaders are chosen in a random projection that the seed fixes.
 */
export function microClusters(
  points: readonly UnitVector[],
  weights: readonly number[],
  most: number,
  seed: number,
): MicroClusters {
  const sketches = sketch(points, seed)
  const groupOf = points.map(() => 0)
  const nearest = points.map(() => Number.NEGATIVE_INFINITY)
  let leader = 0
  for (let group = 0; group < Math.min(most, points.length); group++) {
    const center = sketches[leader]
    if (!center) break
    let farthest = 0
    let least = Number.POSITIVE_INFINITY
    for (let row = 0; row < sketches.length; row++) {
      const own = sketches[row]
      const similarity = own ? dot(own, center) : 0
      if (similarity > (nearest[row] ?? 0) || row === leader) {
        nearest[row] = row === leader ? Number.POSITIVE_INFINITY : similarity
        groupOf[row] = group
      }
      if ((nearest[row] ?? 0) < least) {
        least = nearest[row] ?? 0
        farthest = row
      }
    }
    leader = farthest
  }
  return { centroids: centroidsOf(points, weights, groupOf), groupOf }
}

function sketch(points: readonly UnitVector[], seed: number): UnitVector[] {
  const length = points[0]?.length ?? 0
  if (length <= sketchLength) return [...points]
  const random = createRandom(seed)
  const signs = Array.from({ length: sketchLength }, () =>
    Float32Array.from({ length }, () => (random.next() < 0.5 ? -1 : 1)),
  )
  return points.map((point) => toUnit(signs.map((row) => dot(row, point))))
}

function centroidsOf(
  points: readonly UnitVector[],
  weights: readonly number[],
  groupOf: readonly number[],
): UnitVector[] {
  const rows: { points: UnitVector[]; weights: number[] }[] = []
  points.forEach((point, row) => {
    const group = groupOf[row] ?? 0
    const members = rows[group] ?? { points: [], weights: [] }
    members.points.push(point)
    members.weights.push(weights[row] ?? 1)
    rows[group] = members
  })
  return rows.map((members) => centroidOf(members.points, members.weights))
}
