import type { TuneAnalysis, TuneIteration } from '../../core/tune-result.ts'
import type { PromptFile } from '../../prompt/prompt-file.ts'
import { namedTopics } from './named-topics.ts'
import { type Sighting, trackTopics } from './track-topics.ts'

type Step = NonNullable<TuneAnalysis['steps']>[number]

/**
 * What the iterations of a run tell (Reflective Prompt Tuning, section on analysis): which topics stayed and for how long, which of them
 * the patches that followed named, and how the scores changed next. All of it is association: a patch answers many things at once.
 */
export function analyzeRun(
  iterations: readonly TuneIteration[],
  seed: Pick<PromptFile, 'sections'>,
): TuneAnalysis {
  const reports = trackTopics(iterations)
  const steps = findSteps(iterations, reports, seed)
  return {
    topics: followTopics(iterations, reports),
    alignment: alignTopics(iterations, reports, steps),
    steps,
    promptLengths: iterations.map(({ promptLength }) => promptLength),
  }
}

/** Against the prompt that was revised, which is most often the one before. */
function findSteps(
  iterations: readonly TuneIteration[],
  reports: readonly (readonly Sighting[])[],
  seed: Pick<PromptFile, 'sections'>,
): Step[] {
  const texts: Map<string, string>[] = []
  return iterations.flatMap((now, index) => {
    const place = iterations.findIndex(({ iteration }) => iteration === (now.from ?? now.iteration - 1))
    const [before, earlier] = [iterations[place], reports[place]]
    const textsBefore = texts[place] ?? new Map(seed.sections.map(({ name, text }) => [name, text]))
    texts[index] = new Map([...textsBefore, ...Object.entries(now.patch?.sections ?? {})])
    if (!before || !earlier || !now.patch) return []
    const [ids, idsBefore] = [idsOf(reports[index] ?? []), idsOf(earlier)]
    // Nobody looked for topics where nothing was diagnosed.
    const seen = !now.undiagnosed
    return [
      {
        iteration: now.iteration,
        named: namedTopics(earlier.filter(isRetained), now.patch, textsBefore),
        new: ids.filter((id) => !idsBefore.includes(id)),
        persistent: ids.filter((id) => idsBefore.includes(id)),
        gone: seen ? idsBefore.filter((id) => !ids.includes(id)) : [],
        optimizationChange: now.change
          ? roundKnown(now.change.optimization)
          : change(before.optimization.score, now.optimization.score),
        devChange: now.change ? roundKnown(now.change.dev) : change(before.dev.score, now.dev.score),
      },
    ]
  })
}

function followTopics(
  iterations: readonly TuneIteration[],
  reports: readonly (readonly Sighting[])[],
): TuneAnalysis['topics'] {
  const seen = new Map<string, { name: string; places: number[] }>()
  reports.forEach((report, place) => {
    for (const { id, topic } of report) {
      const { places } = seen.get(id) ?? { places: [] }
      seen.set(id, { name: topic.name, places: places.at(-1) === place ? places : [...places, place] })
    }
  })
  return [...seen].map(([id, { name, places }]) => ({
    id,
    name,
    iterations: places.map((place) => iterations[place]?.iteration ?? place),
    longestRun: longestRun(places),
    gone: places.at(-1) !== reports.length - 1,
  }))
}

function alignTopics(
  iterations: readonly TuneIteration[],
  reports: readonly (readonly Sighting[])[],
  steps: readonly Step[],
): TuneAnalysis['alignment'] {
  const byIteration = new Map(steps.map((step) => [step.iteration, step]))
  const followed = new Map<string, Step[]>()
  for (const now of iterations) {
    const step = byIteration.get(now.iteration)
    const place = iterations.findIndex(({ iteration }) => iteration === (now.from ?? now.iteration - 1))
    const report = reports[place] ?? []
    if (step) for (const id of new Set(idsOf(report.filter(isRetained)))) push(followed, id, step)
  }
  return [...followed].map(([id, patches]) => {
    const answers = patches.filter(({ named }) => named.includes(id))
    const topics = [...new Set(patches.flatMap(({ named }) => named))]
    return {
      id,
      patches: patches.length,
      addressed: answers.length,
      optimizationChange: meanOf(answers.map(({ optimizationChange }) => optimizationChange)),
      devChange: meanOf(answers.map(({ devChange }) => devChange)),
      named: topics.map((topic) => ({
        id: topic,
        share: patches.filter(({ named }) => named.includes(topic)).length / patches.length,
      })),
    }
  })
}

const isRetained = ({ topic }: Sighting) => topic.retained

function idsOf(report: readonly Sighting[]): string[] {
  return [...new Set(report.map(({ id }) => id))]
}

function push<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}

/** The most places that follow one another without a gap. */
function longestRun(places: readonly number[]): number {
  let longest = 0
  let run = 0
  places.forEach((place, index) => {
    run = places[index - 1] === place - 1 ? run + 1 : 1
    longest = Math.max(longest, run)
  })
  return longest
}

function change(before: number | null, after: number | null): number | null {
  return before === null || after === null ? null : round(after - before)
}

function roundKnown(value: number | null): number | null {
  return value === null ? null : round(value)
}

function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : round(known.reduce((sum, value) => sum + value, 0) / known.length)
}

/** Without the noise of subtracting fractions. */
function round(value: number): number {
  return Number(value.toFixed(6))
}
