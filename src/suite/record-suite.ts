import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { retuneError } from '../core/errors.ts'
import type { JsonValue } from '../core/json.ts'
import type { Models, ResolvedOptions } from '../core/options.ts'
import type { Redactor } from '../core/redaction/create-redactor.ts'
import { suiteSlug } from '../core/suite-slug.ts'
import type { ModelRole } from '../core/usage.ts'
import type { ModelClient } from '../model/client.ts'
import { resolveModelName } from '../model/model-names.ts'
import { mergeRecording, openRecording } from '../model/recordings/merge-recording.ts'
import { type RecordMode, recordAnswers } from '../model/recordings/record-answers.ts'
import { openPart, type PartPlace } from '../model/recordings/recording-parts.ts'
import { isSimulated } from './needs-embedded.ts'
import { openRedactor } from './open-redactor.ts'

/**
 * How a run is recorded; `undefined`: not at all. Where only the embedded model could be asked, `auto` replays what there is.
 *
 * @throws RetuneError MODEL_NOTHING_TO_RECORD
 */
export function recordingOf({ options, root, ...run }: RecordingOptions): Recording | undefined {
  const { record: mode, models } = options
  if (mode === 'off') return undefined
  if (mode === 'replay' || !isSimulated(models)) return { ...run, mode }
  if (mode === 'record') throw retuneError('MODEL_NOTHING_TO_RECORD', {})
  return hasRecordings(root, run.tuning) ? { ...run, mode: 'replay' } : undefined
}

export interface RecordingOptions extends Omit<Recording, 'mode'> {
  readonly options: Pick<ResolvedOptions, 'record' | 'models'>
  /** The project root, absolute. */
  readonly root: string
}

/** How the answers of a run are recorded. */
export interface Recording {
  readonly mode: RecordMode
  /** The same in all processes of a run, and in no other one. */
  readonly id: string
  /** A tuning has a file of its own: it asks about prompts that are no more. */
  readonly tuning: boolean
  /** Is nothing to be written? So it is in a shard, which is not the whole. */
  readonly readOnly?: boolean | undefined
}

export interface RecordSuiteOptions {
  readonly suite: string
  /** The project root, absolute: recordings stand below it. */
  readonly root: string
  readonly options: { readonly models: Models }
  /** Absent: the door stays as it is. */
  readonly recording?: Recording | undefined
  /** `suite` where all cases run; `part` where some do, or where their failures are diagnosed. */
  readonly by: 'suite' | 'part'
  /** Takes out of the answers about cases what the suite itself says. */
  readonly ofCases?: Redactor | undefined
}

/** The same door, with the answers of a suite recorded or replayed. */
export function recordSuite(
  model: ModelClient,
  { suite, root, options: { models }, recording, by, ofCases }: RecordSuiteOptions,
): ModelClient {
  if (!recording) return model
  const { mode, tuning, readOnly } = recording
  const place = placeOf(root, suite, recording)
  let recorded: ReturnType<typeof openRecording> | undefined
  return recordAnswers({
    model,
    mode,
    recorded: () => (recorded ??= openRecording(place)),
    part: mode === 'replay' || readOnly ? undefined : openPart(place, by),
    names: { modelName: (role, promptModel) => resolveModelName(role, models, {}, promptModel) },
    redact: createRedact(openRedactor(models), ofCases),
    command: `npx vitest ${tuning ? '--tune' : 'run'} --record=auto`,
  })
}

export type SettledRecording = NonNullable<Awaited<ReturnType<typeof mergeRecording>>>

/** Puts into a suite's file what was recorded of it; nothing in a replay. */
export async function settleRecording(
  suite: string,
  {
    root,
    recording,
    whole,
  }: { readonly root: string; readonly recording: Recording; readonly whole: boolean },
): Promise<SettledRecording | undefined> {
  if (recording.mode === 'replay' || recording.readOnly) return undefined
  return mergeRecording({ ...placeOf(root, suite, recording), whole: whole && !recording.tuning })
}

/** Has anything been recorded in this project? */
function hasRecordings(root: string, tuning: boolean): boolean {
  const folder = folderOf(root)
  const isOne = (name: string) => name.endsWith('.jsonl') && name.endsWith('.tune.jsonl') === tuning
  return existsSync(folder) && readdirSync(folder).some(isOne)
}

function folderOf(root: string): string {
  return join(root, '.prompt-retune', 'recordings')
}

function placeOf(root: string, suite: string, { id, tuning }: Recording): PartPlace {
  return { folder: folderOf(root), name: `${suiteSlug(suite)}${tuning ? '.tune' : ''}`, run: id }
}

/** Critic and optimizer read redacted cases only; vectors say nothing. */
function createRedact(redactor: Redactor, ofCases: Redactor = redactor) {
  return (role: ModelRole, answer: JsonValue): JsonValue | undefined => {
    if (role === 'embedder') return answer
    try {
      return (role === 'critic' || role === 'optimizer' ? redactor : ofCases).json(answer)
    } catch {
      // The suite's own function broke, and the case says so.
      return undefined
    }
  }
}
