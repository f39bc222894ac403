import { resolve } from 'node:path'
import { hashValue } from '../core/canonical-hash.ts'
import type { DiagnosticReport } from '../core/diagnosis.ts'
import { type CritiqueStore, createCritiqueStore } from '../diagnosis/critiques/critique-store.ts'
import { openCritiqueStore } from '../diagnosis/critiques/open-critique-store.ts'
import type { PromptFile } from '../prompt/prompt-file.ts'
import { promptLength } from '../prompt/prompt-length.ts'
import { evaluateSplit } from './evaluate-split.ts'
import type { Measured } from './measured.ts'
import { openDiagnosis } from './open-diagnosis.ts'
import { raceDev } from './race/race-dev.ts'
import type { RunContext } from './run-context.ts'

/** A measurement under way. `report` may be ready before `done`; it rejects only together with `done`. */
export interface Measuring {
  readonly report: Promise<DiagnosticReport>
  readonly done: Promise<Measured>
}

/** What a measurement can build upon. */
interface Past {
  /** The report on the prompt before. */
  readonly previous: Measuring['report'] | undefined
  readonly critiques: CritiqueStore
  /** The prompt to beat on dev; none for the seed. */
  readonly best: Measured | undefined
}

type Measure = (prompt: PromptFile, iteration: number, best?: Measured) => Measuring

/** Measures prompts; the same texts are never measured twice in a run. Topics keep their ids from one report to the next. */
export function createMeasure(context: RunContext): Measure {
  const known = new Map<string, Measuring>()
  const critiques = openCritiques(context)
  let previous: Measuring['report'] | undefined
  return (prompt, iteration, best) => {
    const key = hashValue(prompt.sections.map(({ name, text }) => [name, text]))
    const measuring =
      known.get(key) ?? startMeasuring(prompt, iteration, { previous, critiques, best }, context)
    known.set(key, measuring)
    previous = measuring.report
    return measuring
  }
}

/** The critiques of the suite, or of this tuning alone. */
export function openCritiques({ input }: RunContext): CritiqueStore {
  const { root, stateDir, suite, ownCritiques } = input
  return ownCritiques ? createCritiqueStore() : openCritiqueStore(resolve(root, stateDir), suite)
}

/** Optimization goes first into the queue, since its critiques and the report wait for it; dev runs beside it. */
function startMeasuring(
  prompt: PromptFile,
  iteration: number,
  { previous, critiques, best }: Past,
  context: RunContext,
): Measuring {
  const { input } = context
  const diagnosis = openDiagnosis({ prompt, iteration, previous, critiques }, context)
  const optimizing = evaluateSplit(
    { prompt, split: 'optimization', iteration, onResult: (result) => diagnosis.add(result) },
    context,
  )
  const reporting = optimizing.then(({ metrics, whole }) => diagnosis.finish(metrics, whole))
  const length = promptLength(prompt)
  const developing =
    input.options.race && best && input.objective.cost >= 0
      ? raceDev({ iteration, challenger: { prompt, length }, best, optimizing }, context)
      : evaluateSplit({ prompt, split: 'dev', iteration }, context)
  const done = Promise.all([optimizing, developing, reporting]).then(async ([optimization, dev, report]) => {
    const objective = context.objective(dev.metrics, length)
    await diagnosis.saved()
    return { prompt, length, optimization, dev, report, objective }
  })
  return { report: reporting, done }
}
