import { z } from 'zod'
import type { ToolSpec } from '../../model/client.ts'

/** The one tool of the optimizer. Whatever prompt its arguments hold, it runs on the prompt at hand. */
export const diagnoseTool: ToolSpec = {
  name: 'diagnose_prompt',
  description:
    'Runs the current prompt on every optimization case, has each failure examined, and returns the metrics and the failure topics with their share of the failures.',
  parameters: z.object({ prompt: z.string().describe('The current prompt, or its first line') }),
}
