import { z } from 'zod'
import { compareText } from '../../core/compare-text.ts'
import { jsonSchema } from '../../core/json.ts'
import { modelRoleSchema, modelRoles } from '../../core/usage.ts'

/** One recorded answer, a line of a suite's file. */
export const recordingEntrySchema = z.strictObject({
  /** The hash of all that makes the answer, apart from whose server is asked. */
  key: z.string().regex(/^[0-9a-f]{32}$/),
  role: modelRoleSchema,
  /** The case that was asked about. */
  case: z.string().optional(),
  /** Who answered, by the name that it was asked by. */
  model: z.string(),
  /** Calls, tokens in, tokens out. */
  usage: z.tuple([z.number().min(0), z.number().min(0), z.number().min(0)]),
  answer: jsonSchema,
})

export type RecordingEntry = z.output<typeof recordingEntrySchema>

/** The entries of a file or of a part of one, by key; lines that are none are passed over. */
export function readRecording(text: string): Map<string, RecordingEntry> {
  const entries = new Map<string, RecordingEntry>()
  for (const line of text.split('\n')) {
    const entry = readEntry(line)
    if (entry) entries.set(entry.key, entry)
  }
  return entries
}

function readEntry(line: string): RecordingEntry | undefined {
  if (!line.startsWith('{"key":')) return undefined
  try {
    return recordingEntrySchema.safeParse(JSON.parse(line)).data
  } catch {
    return undefined
  }
}

/** The file of a suite: by role, case and key, so that a change of one answer is a change of one line. */
export function renderRecording(entries: Iterable<RecordingEntry>): string {
  const ordered = [...entries].sort(
    (a, b) =>
      modelRoles.indexOf(a.role) - modelRoles.indexOf(b.role) ||
      compareText(a.case ?? '', b.case ?? '') ||
      compareText(a.key, b.key),
  )
  return ordered.map((entry) => `${renderEntry(entry)}\n`).join('')
}

export function renderEntry({ key, role, case: id, model, usage, answer }: RecordingEntry): string {
  return JSON.stringify({ key, role, ...(id === undefined ? {} : { case: id }), model, usage, answer })
}
