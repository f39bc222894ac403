import { computeMetrics } from '../../evaluate/compute-metrics.ts'
import { judgeGate } from '../../evaluate/gate/judge-gate.ts'
import type { Measured } from '../measured.ts'
import { imagine } from '../race/outlook.ts'
import type { RunContext } from '../run-context.ts'

/** Could a prompt of which a part of the rows is known still meet its gate, if all the others passed? */
export function mayPass({ optimization, dev }: Measured, { input }: RunContext): boolean {
  const whole = (part: 'optimization' | 'dev') => {
    const known = part === 'dev' ? dev.results : optimization.results
    const ids = new Set(known.map(({ id }) => id))
    const rest = input.cases[part].filter(({ id }) => !ids.has(id))
    return [...known, ...rest.map((row) => imagine(row, [], input.objective, 'best'))]
  }
  const [onDev, all] = [whole('dev'), [...whole('optimization'), ...whole('dev')]]
  return [onDev, all].every((results) => judgeGate(computeMetrics(results), input.gate, results).passed)
}
