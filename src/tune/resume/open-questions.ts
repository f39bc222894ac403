import type { Case } from '../../core/case.ts'
import { targetRequest } from '../../evaluate/ask-target.ts'
import type { EvaluationSpec } from '../../evaluate/evaluation-spec.ts'
import { prepareSpec } from '../../evaluate/prepare-spec.ts'
import type { ModelClient } from '../../model/client.ts'
import type { PromptFile } from '../../prompt/prompt-file.ts'
import { renderPrompt } from '../../prompt/render-prompt.ts'
import type { RunContext } from '../run-context.ts'
import { functionKey, generateKey } from './call-key.ts'

/** How many calls of the target these rows take with these prompts: rows that are alike take one, and what was answered before none. */
export function countOpen(
  rows: readonly Case[],
  prompts: readonly PromptFile[],
  { input, log }: Pick<RunContext, 'input' | 'log'>,
): number {
  const keys = prompts.flatMap((prompt) => {
    const spec = { ...input.spec, prompt }
    return rows.filter(({ skip }) => !skip).map((item) => keyOf(item, spec, input.model))
  })
  return [...new Set(keys)].filter((key) => key !== undefined && !log.find(key)).length
}

function keyOf(item: Case, spec: EvaluationSpec, model: ModelClient): string | undefined {
  try {
    const messages = renderPrompt(spec.prompt, item.input, item.at)
    return spec.target
      ? functionKey(messages, item, undefined)
      : generateKey(targetRequest(messages, spec, prepareSpec(spec)), model, undefined)
  } catch {
    // A row that lacks a value is not asked.
    return undefined
  }
}
