import type { ModelInfo } from '../core/run-report.ts'
import { oneLine } from './escape-control.ts'
import type { Page } from './page.ts'
import type { Span } from './text-layout.ts'

/** Which models answered: `embedded model (simulated)`, or each model with the roles it played. */
export function describeModels({ simulated, models, replayed }: ModelInfo, { paint }: Page): Span[] {
  if (simulated) return [{ text: 'embedded model (simulated)', paint: paint.yellow }]
  const roles = Map.groupBy(Object.entries(models), ([, model]) => model)
  const spans = [...roles].map(([model, entries]) => ({
    text:
      roles.size === 1
        ? oneLine(model)
        : `${oneLine(model)} (${entries.map(([role]) => oneLine(role)).join(', ')})`,
    paint: paint.dim,
  }))
  return replayed ? [...spans, { text: 'replayed', paint: paint.yellow }] : spans
}
