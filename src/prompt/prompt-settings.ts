import { z } from 'zod'
import { jsonSchema } from '../core/json.ts'

/** The front matter as it is written in the file. */
const fileSettingsSchema = z.strictObject({
  /** The model of the target; a plugin option may override it. */
  model: z.string().min(1).optional(),
  temperature: z.number().min(0).max(2).optional(),
  top_p: z.number().min(0).max(1).optional(),
  max_output_tokens: z.int().min(1).optional(),
  reasoning_effort: z.string().min(1).optional(),
  /** The sections that the tuner may rewrite. Default: all. */
  tune: z.array(z.string()).optional(),
  name: z.string().optional(),
  description: z.string().optional(),
  /** Anything else. */
  metadata: z.record(z.string(), jsonSchema).optional(),
})

export const settingNames: readonly string[] = Object.keys(fileSettingsSchema.shape)

export const promptSettingsSchema = fileSettingsSchema.transform(
  ({ top_p, max_output_tokens, reasoning_effort, ...same }) => ({
    ...same,
    topP: top_p,
    maxOutputTokens: max_output_tokens,
    reasoningEffort: reasoning_effort,
  }),
)

/** The settings of a prompt file's front matter; what is not set there is `undefined`. */
export type PromptSettings = z.output<typeof promptSettingsSchema>
