import type { Case } from '../../core/case.ts'
import type { PerturbOptions } from '../../core/sensitivity.ts'
import { type TrialRule, trialsToAsk } from '../../core/trials/trial-rule.ts'
import { targetRequest } from '../../evaluate/ask-target.ts'
import type { EvaluationSpec } from '../../evaluate/evaluation-spec.ts'
import { prepareSpec } from '../../evaluate/prepare-spec.ts'
import type { ModelClient } from '../../model/client.ts'
import { renderPrompt } from '../../prompt/render-prompt.ts'
import type { PlanMeta } from '../channel.ts'

/** Rows that are looked at: above, the others are taken to be like them. Fewer tell how long prompts are than what is kept. */
const sampled = { kept: 500, lengths: 100 }
/** Characters a token, roughly, in English prose. */
const charactersPerToken = 4

interface PlannedSuite {
  readonly name: string
  readonly spec: EvaluationSpec
  readonly options?: { readonly perturb?: PerturbOptions | undefined }
}

/** What a suite is about to ask its model; nothing of a target of its own, which says nothing beforehand. */
export function planSuite(
  suite: PlannedSuite,
  cases: readonly Case[],
  ruleOf: (item: Case) => TrialRule,
  model: ModelClient,
): PlanMeta | undefined {
  const { name, spec } = suite
  const { model: named } = spec.prompt.settings
  if (spec.target || cases.length === 0) return undefined
  const step = Math.ceil(cases.length / (model.holds ? sampled.kept : sampled.lengths))
  const sample = cases.filter((_, index) => index % step === 0)
  let [calls, held, characters, whole] = [0, 0, 0, 0]
  for (const item of sample) {
    const row = planCase(suite, item, ruleOf(item), model)
    calls += row.calls
    held += row.held
    characters += row.calls * row.length
    whole += row.length
  }
  const share = cases.length / sample.length
  const { perturb } = suite.options ?? {}
  return {
    type: 'plan',
    suite: name,
    cases: cases.length,
    calls: Math.round(calls * share),
    held: Math.round(held * share),
    promptTokens: calls === 0 ? 0 : characters / calls / charactersPerToken,
    ...(perturb
      ? { variants: planVariants(perturb, cases.length, whole / sample.length / charactersPerToken) }
      : {}),
    ...(named === undefined ? {} : { model: named }),
  }
}

function planVariants(
  { kinds, sample: most, variants }: PerturbOptions,
  cases: number,
  promptTokens: number,
) {
  const ofKind = Math.min(most, cases) * variants
  const paraphrases = kinds.includes('paraphrase') ? ofKind : 0
  return { calls: ofKind * kinds.length, paraphrases, promptTokens }
}

function planCase({ spec }: PlannedSuite, item: Case, rule: TrialRule, model: ModelClient) {
  try {
    const messages = renderPrompt(spec.prompt, item.input, item.at)
    const request = targetRequest(messages, spec, prepareSpec(spec))
    const length = messages.reduce((sum, { content }) => sum + content.length, 0)
    let held = 0
    while (held < rule.trials && model.holds?.(request, held === 0 ? {} : { trial: held }) === true) held += 1
    // What was decided before is not asked further.
    const calls = held >= trialsToAsk(rule, []) ? 0 : rule.trials - held
    return { calls, held, length }
  } catch {
    // The row lacks a value, which its test will say; without any it is not asked.
    return { calls: 0, held: 0, length: 0 }
  }
}
