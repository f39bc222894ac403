import type { Case } from '../core/case.ts'
import type { TrialRule } from '../core/trials/trial-rule.ts'
import { renderPrompt } from '../prompt/render-prompt.ts'
import type { PlanMeta } from './channel.ts'
import type { LoadedSuite } from './load-suite.ts'

/** Prompts are measured on so many rows at most. */
const sampled = 200
/** Characters a token, roughly, in English prose. */
const charactersPerToken = 4

/** What a suite is about to ask its model; nothing of a target of its own, which says nothing beforehand. */
export function planSuite(
  { name, spec, prompt }: Pick<LoadedSuite, 'name' | 'spec' | 'prompt'>,
  cases: readonly Case[],
  ruleOf: (item: Case) => TrialRule,
): PlanMeta | undefined {
  if (spec.target || cases.length === 0) return undefined
  const step = Math.ceil(cases.length / sampled)
  const sample = cases.filter((_, index) => index % step === 0)
  const characters = sample.reduce((sum, item) => sum + promptLength({ spec, prompt }, item), 0)
  return {
    type: 'plan',
    suite: name,
    cases: cases.length,
    calls: cases.reduce((sum, item) => sum + ruleOf(item).trials, 0),
    promptTokens: characters / sample.length / charactersPerToken,
    ...(prompt.settings.model === undefined ? {} : { model: prompt.settings.model }),
  }
}

function promptLength({ prompt }: Pick<LoadedSuite, 'spec' | 'prompt'>, item: Case): number {
  try {
    return renderPrompt(prompt, item.input, item.at).reduce((sum, { content }) => sum + content.length, 0)
  } catch {
    // The row lacks a value, which its test will say.
    return 0
  }
}
