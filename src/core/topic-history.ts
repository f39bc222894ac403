import type { z } from 'zod'
import { diagnosticReportSchema } from './diagnosis.ts'

/** What a later report needs to find topics again. */
export const topicHistorySchema = diagnosticReportSchema.pick({ topics: true, embedder: true })

export type TopicHistory = z.output<typeof topicHistorySchema>
