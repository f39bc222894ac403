import type { Case } from '../../core/case.ts'
import type { CaseVariants, VariantResult } from '../../core/sensitivity.ts'
import { addUsageByRole, type UsageByRole } from '../../core/usage.ts'
import { callWith } from '../../model/call-with.ts'
import { type EvaluateContext, judgeCase } from '../evaluate-case.ts'
import type { Variant } from './plan-variants.ts'

export interface VaryCaseContext extends EvaluateContext {
  /** Bounds how many variants are asked at once, over all cases. */
  readonly limit?: (<Result>(run: () => Promise<Result>) => Promise<Result>) | undefined
}

/**
 * Asks a case in each variant, once. Never throws for what a row, a model, a target or a scorer does; nothing of what they said is kept.
 *
 * @returns `undefined` where the run was stopped meanwhile
 * @throws RetuneError from the model client, for a wrong set-up only
 */
export async function varyCase(
  item: Case,
  variants: readonly Variant[],
  { limit = (run) => run(), ...context }: VaryCaseContext,
): Promise<(CaseVariants & { readonly usage: UsageByRole }) | undefined> {
  const of = { ...context, model: callWith(context.model, { caseId: item.id }) }
  const asked = await Promise.all(variants.map((variant) => limit(() => askVariant(item, variant, of))))
  if (context.signal?.aborted) return undefined
  return {
    id: item.id,
    variants: asked.map(({ result }) => result),
    usage: asked.reduce<UsageByRole>((sum, { usage }) => addUsageByRole(sum, usage), {}),
  }
}

async function askVariant(
  item: Case,
  variant: Variant,
  context: EvaluateContext,
): Promise<{ result: VariantResult; usage: UsageByRole }> {
  const name = { kind: variant.kind, variant: variant.number }
  const varied = await variant.vary(item, context)
  const { usage: before = {} } = varied
  if (varied.status === 'error') {
    const outcome = varied.kind === 'budget' ? { outcome: 'not-asked' as const } : errorOf(varied.kind)
    return { result: { ...name, ...outcome }, usage: before }
  }
  if (varied.status !== 'ok') return { result: { ...name, outcome: varied.status }, usage: before }
  const judged = await judgeCase(varied.item, varied.spec, context)
  return { result: { ...name, ...outcomeOf(judged) }, usage: addUsageByRole(before, judged.usage) }
}

function outcomeOf({
  verdict,
  score,
  skipped,
  error,
}: Awaited<ReturnType<typeof judgeCase>>): Pick<VariantResult, 'outcome' | 'score' | 'error'> {
  if (skipped === 'budget') return { outcome: 'not-asked' }
  if (verdict === 'error') return error ? errorOf(error.kind) : { outcome: 'error' }
  return verdict === 'skipped' || score === null ? { outcome: 'unscored' } : { outcome: verdict, score }
}

function errorOf(error: NonNullable<VariantResult['error']>) {
  return { outcome: 'error' as const, error }
}
