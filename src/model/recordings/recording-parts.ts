import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { type RecordingEntry, readRecording, renderEntry } from './recording-entry.ts'

/** What one process of a run adds to the recording of a suite, on disk as it goes. */
export interface RecordingPart {
  /** A new answer, or a recorded one that was of use. */
  add(entry: RecordingEntry): void
  /** A call could not be made: what was recorded for it before may be of use yet. */
  incomplete(): void
}

/** All that the processes of a run added. */
export interface GatheredParts {
  /** What was of use, recorded before or now. */
  readonly entries: ReadonlyMap<string, RecordingEntry>
  /** Was the suite itself run, and all that it asked answered? */
  readonly whole: boolean
}

export interface PartPlace {
  /** The folder of the recordings, absolute. */
  readonly folder: string
  /** The name of the suite's file, without its ending. */
  readonly name: string
  /** `PID-NUMBER` of the main process: the same in all processes of a run, and in no other one. */
  readonly run: string
}

const partsFolder = '.parts'

/** @param by `suite` where all cases run; `part` where some do, or where their failures are diagnosed */
export function openPart({ folder, name, run }: PartPlace, by: 'suite' | 'part'): RecordingPart {
  const parts = join(folder, partsFolder)
  mkdirSync(parts, { recursive: true })
  writeFileSync(join(parts, '.gitignore'), '*\n')
  const file = join(parts, `${name}.${run}.${process.pid}.jsonl`)
  const write = (line: string) => appendFileSync(file, `${line}\n`, { mode: 0o600 })
  write(JSON.stringify({ by }))
  return {
    add: (entry) => write(renderEntry(entry)),
    incomplete: () => write(JSON.stringify({ incomplete: true })),
  }
}

const markSchema = z.union([
  z.strictObject({ by: z.string() }),
  z.strictObject({ incomplete: z.literal(true) }),
])

/** What all parts of a run hold; they are gone then, and so are those of runs that were killed. */
export function takeParts({ folder, name, run }: PartPlace): GatheredParts {
  const entries = new Map<string, RecordingEntry>()
  let bySuite = false
  let complete = true
  for (const part of partsIn(folder)) {
    if (!part.startsWith(`${name}.`)) continue
    const file = join(folder, partsFolder, part)
    if (part.startsWith(`${name}.${run}.`)) {
      const text = readFileSync(file, 'utf8')
      for (const entry of readRecording(text).values())
        entries.set(entry.key, firstOf(entry, entries.get(entry.key)))
      for (const mark of marksIn(text)) {
        if ('by' in mark) bySuite ||= mark.by === 'suite'
        else complete = false
      }
    } else if (isRunning(part)) continue
    rmSync(file, { force: true })
  }
  return { entries, whole: bySuite && complete }
}

/** Two cases may ask the same: the first by name stands for both, whoever was quicker. */
function firstOf(entry: RecordingEntry, other: RecordingEntry | undefined): RecordingEntry {
  return other && (other.case ?? '') < (entry.case ?? '') ? other : entry
}

function partsIn(folder: string): string[] {
  try {
    return readdirSync(join(folder, partsFolder)).filter((file) => file.endsWith('.jsonl'))
  } catch {
    return []
  }
}

function marksIn(text: string): z.output<typeof markSchema>[] {
  return text.split('\n').flatMap((line) => {
    if (line === '' || line.startsWith('{"key":')) return []
    try {
      const mark = markSchema.safeParse(JSON.parse(line))
      return mark.success ? [mark.data] : []
    } catch {
      return []
    }
  })
}

/** Does the main process of its run live? The number of it begins the run's name. */
function isRunning(part: string): boolean {
  const pid = Number(/\.(\d+)-\d+\.\d+\.jsonl$/.exec(part)?.[1])
  try {
    process.kill(pid, 0)
    return true
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM'
  }
}
