import { z } from 'zod'
import { diagnosisSchema } from '../../core/diagnosis.ts'

/** What the critic said about a case, read and bounded. */
export const critiqueRecordSchema = z.strictObject({
  diagnoses: z
    .array(diagnosisSchema.pick({ label: true, definition: true, why: true, basis: true }))
    .min(1)
    .max(3),
  confidence: z.enum(['appropriate', 'overconfident', 'underconfident', 'unknown']),
})

export type CritiqueRecord = z.output<typeof critiqueRecordSchema>

/** Critiques that were paid for, by `critiqueKey`. */
export interface CritiqueStore {
  get(key: string): Promise<CritiqueRecord | undefined>
  put(key: string, critique: CritiqueRecord): void
  /** Keeps what was put beyond this process, where the store can. Rejects when it could not. */
  save(): Promise<void>
}

/** Knows critiques as long as the process runs. */
export function createCritiqueStore(): CritiqueStore {
  const critiques = new Map<string, CritiqueRecord>()
  return {
    get: async (key) => critiques.get(key),
    put: (key, critique) => void critiques.set(key, critique),
    save: async () => {},
  }
}
