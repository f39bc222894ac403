import type { EvaluationSpec } from '../evaluate/evaluation-spec.ts'

/** A suite's own target, all of whose calls say that they repeat earlier ones on purpose. */
export function repeatTarget(
  { target }: Pick<EvaluationSpec, 'target'>,
  trial: number | undefined,
): Pick<EvaluationSpec, 'target'> {
  if (!target || trial === undefined) return {}
  return { target: (messages, item, context) => target(messages, item, { ...context, trial }) }
}
