import { hashText, hashValue } from '../../core/canonical-hash.ts'
import type { CaseResult } from '../../core/case-result.ts'
import type { ModelClient } from '../../model/client.ts'
import { critiqueInstructions } from './critique-prompt.ts'

const instructionsHash = hashText(critiqueInstructions)

/** Who criticizes: a change of any of these makes other critiques. */
export interface CriticIdentity {
  readonly model: Pick<ModelClient, 'modelName' | 'simulated'>
  readonly criteria?: string | undefined
}

/**
 * What a critique is known by: the case, the output with what the scorers said of it, and the critic. The prompt is not part of it:
 * a case that fails in the same way under a revised prompt is not criticized again.
 */
export function critiqueKey(result: CaseResult, { model, criteria }: CriticIdentity): string {
  const { id, input, expected, output, text, kind, reason, confidence, score, scores } = result
  return hashValue({
    case: { id, input, expected },
    output: { output, text, kind, reason, confidence, score },
    scores: scores.map(({ name, score, threshold, feedback }) => ({ name, score, threshold, feedback })),
    critic: {
      model: model.modelName('critic'),
      simulated: model.simulated,
      instructions: instructionsHash,
      criteria,
    },
  })
}
