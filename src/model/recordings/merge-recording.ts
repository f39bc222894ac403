import { readFileSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type RecordingEntry, readRecording, renderRecording } from './recording-entry.ts'
import { type PartPlace, takeParts } from './recording-parts.ts'

export interface MergeOptions extends PartPlace {
  /** Was every case of the suite asked? Then what was of no use goes. */
  readonly whole: boolean
}

/** The recording of a suite, by key; nothing where there is none. */
export function openRecording({ folder, name }: Omit<PartPlace, 'run'>): Map<string, RecordingEntry> {
  return readRecording(readText(fileOf(folder, name)))
}

/**
 * Puts what the processes of a run recorded into the suite's file, in one step. Answers that a whole run had no use for are left out:
 * their rows, prompts or failures are no more. A file that is the same already stays untouched.
 *
 * @returns how many answers it holds and how many lines are new or gone; `undefined` when there was nothing to do
 */
export async function mergeRecording({
  whole: all,
  ...place
}: MergeOptions): Promise<{ file: string; answers: number; changed: number } | undefined> {
  const { entries, whole } = takeParts(place)
  if (entries.size === 0) return undefined
  const file = fileOf(place.folder, place.name)
  const before = readText(file)
  const kept = all && whole ? new Map<string, RecordingEntry>() : readRecording(before)
  for (const [key, entry] of entries) kept.set(key, entry)
  const text = renderRecording(kept.values())
  if (text !== before) await writeWhole(file, text)
  return { file, answers: kept.size, changed: differences(before, text) }
}

function differences(before: string, after: string): number {
  const [old, now] = [new Set(lines(before)), new Set(lines(after))]
  return [...old].filter((line) => !now.has(line)).length + [...now].filter((line) => !old.has(line)).length
}

function lines(text: string): string[] {
  return text.split('\n').filter((line) => line !== '')
}

function fileOf(folder: string, name: string): string {
  return join(folder, `${name}.jsonl`)
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

async function writeWhole(file: string, text: string): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`
  await mkdir(dirname(file), { recursive: true })
  try {
    await writeFile(temporary, text)
    await rename(temporary, file)
  } catch (thrown) {
    await rm(temporary, { force: true })
    throw thrown
  }
}
