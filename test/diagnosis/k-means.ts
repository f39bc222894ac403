import { createRandom, type Random } from '../../src/core/random.ts'
import { dot, meanOf, type UnitVector } from '../../src/diagnosis/clusters/vector.ts'

const restarts = 3
const mostRounds = 30

interface Center {
  readonly at: Float32Array
  readonly squares: number
}

const centerAt = (at: Float32Array): Center => ({ at, squares: dot(at, at) })

/** Lloyd's k-means with k-means++ starts, the best of three: what the clustering is held against. */
export function kMeans(vectors: readonly UnitVector[], k: number, seed: number): number[] {
  const random = createRandom(seed)
  const runs = Array.from({ length: restarts }, () => oneRun(vectors, k, random))
  return runs.reduce((a, b) => (b.cost < a.cost ? b : a)).groups
}

function oneRun(vectors: readonly UnitVector[], k: number, random: Random) {
  let centers = startingCenters(vectors, k, random)
  let groups: number[] = []
  let cost = Number.POSITIVE_INFINITY
  for (let round = 0; round < mostRounds; round++) {
    const nearest = vectors.map((vector) => nearestTo(vector, centers))
    const settled = nearest.every(({ group }, row) => group === groups[row])
    groups = nearest.map(({ group }) => group)
    cost = nearest.reduce((sum, { distance }) => sum + distance, 0)
    if (settled) break
    centers = centers.map((center, group) => {
      const own = vectors.filter((_, row) => groups[row] === group)
      return own.length === 0 ? center : centerAt(meanOf(own))
    })
  }
  return { groups, cost }
}

function startingCenters(vectors: readonly UnitVector[], k: number, random: Random): Center[] {
  const [first] = random.shuffle(vectors)
  const centers = first ? [centerAt(first)] : []
  while (centers.length < Math.min(k, vectors.length)) {
    const distances = vectors.map((vector) => nearestTo(vector, centers).distance)
    let left = random.next() * distances.reduce((sum, distance) => sum + distance, 0)
    const chosen = vectors.find((_, row) => {
      left -= distances[row] ?? 0
      return left <= 0
    })
    centers.push(centerAt(chosen ?? vectors.at(-1) ?? new Float32Array()))
  }
  return centers
}

function nearestTo(vector: UnitVector, centers: readonly Center[]): { group: number; distance: number } {
  let best = { group: 0, distance: Number.POSITIVE_INFINITY }
  centers.forEach(({ at, squares }, group) => {
    // |v - c|^2 for a vector of length 1.
    const distance = 1 + squares - 2 * dot(vector, at)
    if (distance < best.distance) best = { group, distance }
  })
  return best
}
