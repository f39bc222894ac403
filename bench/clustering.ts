import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { backgroundDistance, unrelatedTexts } from '../src/diagnosis/clusters/background-distance.ts'
import { toUnit, type UnitVector } from '../src/diagnosis/clusters/vector.ts'
import { diagnosisText } from '../src/diagnosis/located-diagnosis.ts'
import { embedText } from '../src/embedded/embed-text.ts'
import { adjustedRandIndex, vMeasure } from '../test/diagnosis/agreement.ts'
import { kMeans } from '../test/diagnosis/k-means.ts'
import { type LabelledDiagnosis, labelledDiagnoses } from '../test/diagnosis/labelled-diagnoses.ts'
import type { ClusteringRun } from './clustering-run.ts'
import { type Measured, measure } from './measure.ts'
import type { Target } from './table.ts'

const [few, many] = [3_000, 30_000]

/**
 * Labelled diagnoses with their embeddings at hand, clustered in a process of its own: time, memory, how both grow, and how well the
 * groups agree with the true causes. Beside it `agnes` alone, k-means, and a whole diagnosis without a model.
 */
export async function clustering(): Promise<Target[]> {
  const dir = await mkdtemp(join(tmpdir(), 'retune-clustering-'))
  try {
    const inputs = new Map<number, Inputs>()
    for (const count of [1_000, 2_000, few, many]) inputs.set(count, await writeInputs(dir, count))
    const small = await run(dir, 'clusters', few)
    const large = await run(dir, 'clusters', many)
    const alone = [await run(dir, 'agnes', 1_000), await run(dir, 'agnes', 2_000)]
    const [localSmall, localLarge] = [await run(dir, 'local', few), await run(dir, 'local', many)]
    const title = `${format(many)} diagnoses, ${format(inputs.get(many)?.distinct ?? 0)} of them distinct, embeddings given`
    const local = `${format(many)} failures diagnosed without a model`
    return [
      { title, figure: 'wall', ours: large.first, unit: 's', most: 20 },
      { title, figure: 'peak of the process', ours: large.peak, unit: 'MB', most: 600 },
      { title, figure: `growth from ${format(few)}`, ours: exponent(small, large), most: 1.3 },
      ...agreementOf(inputs.get(few), small),
      ...agreementOf(inputs.get(many), large),
      ...[1_000, 2_000].map((count, index): Target => {
        const seconds = alone[index]?.first ?? 0
        return { title: 'agnes alone', figure: `wall, ${format(count)} diagnoses`, ours: seconds, unit: 's' }
      }),
      { title: local, figure: 'wall', ours: localLarge.first, unit: 's' },
      { title: local, figure: 'peak of the process', ours: localLarge.peak, unit: 'MB' },
      {
        title: local,
        figure: `growth from ${format(few)}`,
        ours: exponent(localSmall, localLarge),
        most: 1.3,
      },
    ]
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

interface Inputs {
  readonly diagnoses: readonly LabelledDiagnosis[]
  readonly vectors: readonly UnitVector[]
  readonly distinct: number
}

/** Thirteen causes, the commonest one 30 times as common as the rarest. */
async function writeInputs(dir: string, count: number): Promise<Inputs> {
  const rarest = count / 117
  const diagnoses = labelledDiagnoses({ seed: 1, sizes: [rarest, 30 * rarest] }).slice(0, count)
  const texts = diagnoses.map(diagnosisText)
  const known = new Map<string, UnitVector>()
  const vectors = texts.map((text) => {
    const vector = known.get(text) ?? toUnit(embedText(text))
    known.set(text, vector)
    return vector
  })
  const dimensions = vectors[0]?.length ?? 0
  const all = new Float32Array(count * dimensions)
  vectors.forEach((vector, row) => {
    all.set(vector, row * dimensions)
  })
  await writeFile(join(dir, `vectors-${count}`), new Uint8Array(all.buffer))
  const background = backgroundDistance(unrelatedTexts.map((text) => toUnit(embedText(text))))
  await writeFile(
    join(dir, `inputs-${count}.json`),
    JSON.stringify({ background, dimensions, feedback: texts }),
  )
  return { diagnoses, vectors, distinct: known.size }
}

type Run = ClusteringRun & Pick<Measured, 'peak'>

async function run(dir: string, what: string, count: number): Promise<Run> {
  const script = fileURLToPath(new URL('./clustering-run.ts', import.meta.url))
  const { code, output, peak } = await measure([script, what, String(count)], dir, {})
  if (code !== 0) throw new Error(`${what} of ${count} failed:\n${output}`)
  const told = JSON.parse(output) as ClusteringRun
  process.stderr.write(
    `  ${what}, ${format(count)}: wall ${told.first.toFixed(2)} s, quickest ${told.best.toFixed(2)} s, peak ${peak.toFixed(0)} MB\n`,
  )
  return { ...told, peak }
}

/** Time grows with the number to this power; by the quickest rounds, since the first one is also that of the compiler. */
function exponent(small: ClusteringRun, large: ClusteringRun): number {
  return Math.log(large.best / small.best) / Math.log(many / few)
}

function agreementOf(inputs: Inputs | undefined, { groups = [] }: ClusteringRun): Target[] {
  if (!inputs) return []
  const { diagnoses, vectors } = inputs
  const causes = diagnoses.map(({ cause }) => cause)
  const title = `agreement with the true causes, ${format(diagnoses.length)} diagnoses`
  const score = (figure: string, ours: number, least?: number): Target => ({
    title,
    figure,
    ours,
    ...(least === undefined ? {} : { least }),
  })
  const scores = [
    score('adjusted Rand index', adjustedRandIndex(causes, groups), 0.75),
    score('V-measure', vMeasure(causes, groups), 0.8),
  ]
  if (diagnoses.length > few) return scores
  const topics = new Set(groups.filter((group) => group >= 0)).size
  const means = kMeans(vectors, topics, 1)
  return [
    ...scores,
    score(`adjusted Rand index of k-means, ${topics} groups`, adjustedRandIndex(causes, means)),
    score(`V-measure of k-means, ${topics} groups`, vMeasure(causes, means)),
  ]
}

const format = (count: number) => count.toLocaleString('en-US')
