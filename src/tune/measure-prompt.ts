import { resolve } from 'node:path'
import { hashValue } from '../core/canonical-hash.ts'
import type { DiagnosticReport } from '../core/diagnosis.ts'
import { type CritiqueStore, createCritiqueStore } from '../diagnosis/critique-store.ts'
import { openCritiqueStore } from '../diagnosis/open-critique-store.ts'
import { startDiagnosis } from '../diagnosis/start-diagnosis.ts'
import type { PromptFile } from '../prompt/prompt-file.ts'
import { promptLength } from '../prompt/prompt-length.ts'
import { type Evaluation, evaluateSplit } from './evaluate-split.ts'
import { raceDev } from './race/race-dev.ts'
import { runCritiques } from './resume/run-critiques.ts'
import type { RunContext } from './run-context.ts'

/** A prompt with its numbers on optimization and dev, and the report on its failures. */
export interface Measured {
  readonly prompt: PromptFile
  readonly length: number
  readonly optimization: Evaluation
  readonly dev: Evaluation
  readonly report: DiagnosticReport
  /** On dev; `null` when no case was scored. */
  readonly objective: number | null
}

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
  const { root, stateDir, suite, ownCritiques } = context.input
  const critiques = ownCritiques ? createCritiqueStore() : openCritiqueStore(resolve(root, stateDir), suite)
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

/** Optimization goes first into the queue, since its critiques and the report wait for it; dev runs beside it. */
function startMeasuring(
  prompt: PromptFile,
  iteration: number,
  { previous, critiques, best }: Past,
  context: RunContext,
): Measuring {
  const { input, signal, history } = context
  // The report of an earlier process stands, whatever its calls would come to in another order.
  const settled = history.report(iteration, prompt.hash)
  const known = runCritiques(critiques, context.log, {
    iteration,
    revision: iteration === 0 ? undefined : prompt.hash,
  })
  const session = startDiagnosis({
    model: settled ? context.recall : input.model,
    promptText: prompt.sections.map(({ role, text }) => ({ role, content: text })),
    criteria: input.criteria,
    // A tuning lives by its reports: without a critic they are made from the results.
    options: input.diagnosis.mode === 'off' ? { ...input.diagnosis, mode: 'local' } : input.diagnosis,
    seed: input.options.seed,
    previous,
    known,
    signal,
    redactor: context.redactor,
  })
  const optimizing = evaluateSplit(
    { prompt, split: 'optimization', iteration, onResult: (result) => session.add(result) },
    context,
  )
  const reporting = optimizing.then(async ({ metrics, whole }) => {
    const made = await session.finish(metrics)
    const report = settled ?? made
    context.meter.add(report.usage)
    if (whole && !context.stops.reason()) {
      await context.journal.append({ type: 'report', iteration, promptHash: prompt.hash, report })
    }
    return report
  })
  const length = promptLength(prompt)
  const developing =
    input.options.race && best && input.objective.cost >= 0
      ? raceDev({ iteration, challenger: { prompt, length }, best, optimizing }, context)
      : evaluateSplit({ prompt, split: 'dev', iteration }, context)
  const done = Promise.all([optimizing, developing, reporting]).then(async ([optimization, dev, report]) => {
    const objective = context.objective(dev.metrics, length)
    const unsaved = await known.saved()
    if (unsaved !== undefined && !context.notes.includes(unsaved)) context.notes.push(unsaved)
    return { prompt, length, optimization, dev, report, objective }
  })
  return { report: reporting, done }
}
