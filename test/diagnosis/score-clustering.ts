import { limitsSchema, modelsSchema } from '../../src/core/options.ts'
import { clusterVectors } from '../../src/diagnosis/clusters/cluster-vectors.ts'
import { embedTexts } from '../../src/diagnosis/embeddings/embed-texts.ts'
import { diagnosisText } from '../../src/diagnosis/located-diagnosis.ts'
import { canEmbed } from '../../src/embedded/can-embed.ts'
import { startEmbeddedModel } from '../../src/embedded/start-embedded-model.ts'
import { createModelClient } from '../../src/model/create-model-client.ts'
import { adjustedRandIndex, vMeasure } from './agreement.ts'
import { kMeans } from './k-means.ts'
import { type LabelledOptions, labelledDiagnoses } from './labelled-diagnoses.ts'

/** How well groups agree with the true causes. */
export interface Agreement {
  readonly ari: number
  readonly v: number
}

export interface ClusteringScore {
  readonly diagnoses: number
  readonly topics: number
  readonly ours: Agreement
  /** K-means with as many groups on the same vectors. */
  readonly kMeans: Agreement
}

/**
 * Clusters labelled diagnoses without a language model, with vectors of the embedded model over HTTP, and tells how well that finds
 * their causes. Unrelated diagnoses take part in the clustering but have no cause to be found.
 */
export async function scoreClusterings(
  cases: readonly LabelledOptions[],
  { maxTopics = 20 } = {},
): Promise<ClusteringScore[]> {
  const server = await startEmbeddedModel()
  try {
    const model = createModelClient({
      models: modelsSchema.parse({}),
      limits: limitsSchema.parse({}),
      env: {},
      embedded: { baseURL: server.baseURL, canPlay: canEmbed },
    })
    const scores: ClusteringScore[] = []
    for (const options of cases) {
      const { seed } = options
      const diagnoses = labelledDiagnoses(options)
      const { vectors, background, notes } = await embedTexts(diagnoses.map(diagnosisText), {
        model,
        local: false,
      })
      if (notes.length > 0) throw new Error(notes.join('\n'))
      const ours = clusterVectors(vectors, { topics: 'auto', maxTopics, background, seed })
      const topics = new Set(ours.filter((topic) => topic >= 0)).size
      const causes = diagnoses.map(({ cause }) => cause)
      scores.push({
        diagnoses: diagnoses.length,
        topics,
        ours: agreement(causes, ours),
        kMeans: agreement(causes, kMeans(vectors, topics, seed)),
      })
    }
    return scores
  } finally {
    await server.close()
  }
}

function agreement(causes: readonly (string | undefined)[], groups: readonly number[]): Agreement {
  const labelled = causes.flatMap((cause, row) =>
    cause === undefined ? [] : [{ cause, group: groups[row] }],
  )
  const truth = labelled.map(({ cause }) => cause)
  const found = labelled.map(({ group }) => group)
  return { ari: adjustedRandIndex(truth, found), v: vMeasure(truth, found) }
}

/** The mean over several clusterings. */
export function meanAgreement(agreements: readonly Agreement[]): Agreement {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  return { ari: mean(agreements.map(({ ari }) => ari)), v: mean(agreements.map(({ v }) => v)) }
}
