import { canonicalJson, hashValue } from '../../core/canonical-hash.ts'
import { splits } from '../../core/case.ts'
import { messageOf } from '../../core/errors.ts'
import type { TuneOptions } from '../../core/options.ts'
import { describeModels } from '../../model/describe-models.ts'
import { structuredOutput } from '../../model/structured-output.ts'
import type { JournalEvent } from '../journal-event.ts'
import { relativePath } from '../relative-path.ts'
import { scheduleOf } from '../schedule.ts'
import type { TuneInput } from '../tune-input.ts'

export type RunHeader = Extract<JournalEvent, { type: 'start' }>

/** Options that say when to end and what to do with the result. No answer depends on them, so that a run goes on under others. */
const limits: ReadonlySet<string> = new Set([
  'iterations',
  'patience',
  'budget',
  'dryRun',
  'write',
  'out',
] satisfies (keyof TuneOptions)[])

/** What stands first in the journal. */
export function runHeader(input: TuneInput): RunHeader {
  const { suite, prompt, cases, options, diagnosis, objective, model } = input
  const rows = splits.map((split) => cases[split].map(({ at: _, only: __, ...row }) => ({ ...row, split })))
  return {
    type: 'start',
    schema: 'prompt-retune/journal@1',
    suite,
    promptFile: relativePath(input.root, input.promptFile),
    promptHash: prompt.hash,
    source: prompt.source,
    datasetHash: hashValue(rows),
    cases: { optimization: cases.optimization.length, dev: cases.dev.length, test: cases.test.length },
    options: { ...options, schedule: scheduleOf(options) },
    diagnosis,
    objective,
    model: describeModels(model, prompt.settings.model),
    suiteHash: suiteHash(input),
  }
}

/** How another run differs from an earlier one, in words; nothing when it may go on from there. The prompt is not looked at. */
export function headerDifferences(before: RunHeader, now: RunHeader): string[] {
  const differs = (name: 'datasetHash' | 'diagnosis' | 'objective' | 'suiteHash' | 'promptFile') =>
    canonicalJson(before[name] ?? null) !== canonicalJson(now[name] ?? null)
  const options = changedMembers(before.options, now.options).filter((name) => !limits.has(name))
  const roles = changedMembers(before.model.models, now.model.models)
  return [
    ...(differs('promptFile') ? ['the prompt file is another one'] : []),
    ...(differs('datasetHash') ? ['the dataset or its splits have changed'] : []),
    ...(differs('suiteHash') ? ["the suite's scorers, schemas, criteria or target have changed"] : []),
    ...(options.length > 0 ? [`other tune options were set (${options.join(', ')})`] : []),
    ...(differs('diagnosis') ? ['other diagnose options were set'] : []),
    ...(differs('objective') ? ['the objective has other weights'] : []),
    ...(roles.length > 0 || before.model.simulated !== now.model.simulated
      ? [`other models answer${roles.length > 0 ? ` (${roles.join(', ')})` : ''}`]
      : []),
  ]
}

function changedMembers(
  before: Readonly<Record<string, unknown>>,
  now: Readonly<Record<string, unknown>>,
): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])]
  return names.filter((name) => canonicalJson(before[name] ?? null) !== canonicalJson(now[name] ?? null))
}

/** All else of a suite that its answers and scores depend on, as far as it can be seen from outside. */
function suiteHash({ spec, criteria, gate, objective, prices }: TuneInput): string {
  return hashValue({
    scorers: spec.scorers.map((scorer) => [scorer.scorerName, scorer.threshold, String(scorer)]),
    output: spec.output && schemaOf(spec.output),
    confidence: spec.confidence,
    logprobs: spec.logprobs || undefined,
    threshold: spec.threshold,
    target: spec.target && String(spec.target),
    criteria,
    gate,
    prices: objective.cost === 0 ? undefined : prices,
  })
}

function schemaOf(schema: Parameters<typeof structuredOutput>[1]): unknown {
  try {
    return structuredOutput('answer', schema).schema
  } catch (thrown) {
    // The first call says what is wrong with it.
    return messageOf(thrown)
  }
}
