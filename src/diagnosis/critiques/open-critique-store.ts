import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { isRecord } from '../../core/json.ts'
import { suiteSlug } from '../../core/suite-slug.ts'
import { type CritiqueRecord, type CritiqueStore, critiqueRecordSchema } from './critique-store.ts'

const schema = 'prompt-retune/critiques@1'
const keySchema = z.string().regex(/^[0-9a-f]{64}$/)
/** Characters of a file at most; the critiques that were not used for longest go first. */
const mostCharacters = 8_000_000
/** New critiques after which the file is written, so that a run that breaks off has not paid for nothing; more, the more there are. */
const saveEvery = 250
const saveShare = 1 / 3

/**
 * Critiques of a suite kept in a file, `critiques/<suite>.json`, which is read when the first one is looked up. A file that is missing, broken or of another version
 * knows nothing; so does a single entry that is not as it should be. Others may write the same file: what they put in stays.
 *
 * @param stateDir absolute; made when there is something to write
 */
export function openCritiqueStore(stateDir: string, suite: string): CritiqueStore {
  const file = join(stateDir, 'critiques', `${suiteSlug(suite)}.json`)
  const used = new Map<string, CritiqueRecord>()
  let known: Promise<Map<string, CritiqueRecord>> | undefined
  let written: { readonly stamp: string; readonly all: Map<string, CritiqueRecord> } | undefined
  let unsaved = 0
  let nextSave = saveEvery
  let saving: Promise<void> = Promise.resolve()

  const save = (): Promise<void> => {
    saving = saving
      .catch(() => {})
      .then(async () => {
        if (unsaved === 0) return
        const puts = unsaved
        const stamp = await stampOf(file)
        const all = written && written.stamp === stamp ? written.all : await readCritiques(file)
        for (const [key, critique] of used) {
          all.delete(key)
          all.set(key, critique)
        }
        written = { stamp: await writeWhole(file, toText(all)), all }
        unsaved -= puts
      })
    return saving
  }

  return {
    async get(key) {
      known ??= readCritiques(file)
      const critique = used.get(key) ?? (await known).get(key)
      if (critique) used.set(key, critique)
      return critique
    },
    put(key, critique) {
      used.set(key, critique)
      unsaved += 1
      if (used.size < nextSave) return
      nextSave = used.size + Math.max(saveEvery, used.size * saveShare)
      void save().catch(() => {})
    },
    save,
  }
}

async function readCritiques(file: string): Promise<Map<string, CritiqueRecord>> {
  const critiques = new Map<string, CritiqueRecord>()
  for (const [key, value] of Object.entries(await readEntries(file))) {
    const critique = critiqueRecordSchema.safeParse(value)
    if (keySchema.safeParse(key).success && critique.success) critiques.set(key, critique.data)
  }
  return critiques
}

async function readEntries(file: string): Promise<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'))
    return isRecord(value) && value.schema === schema && isRecord(value.critiques) ? value.critiques : {}
  } catch {
    return {}
  }
}

/** One critique a line, least recently used first. */
function toText(critiques: ReadonlyMap<string, CritiqueRecord>): string {
  const lines: string[] = []
  let characters = 0
  for (const [key, critique] of [...critiques].reverse()) {
    const line = `${JSON.stringify(key)}: ${JSON.stringify(critique)}`
    characters += line.length + 2
    if (characters > mostCharacters) break
    lines.push(line)
  }
  return `{"schema": "${schema}", "critiques": {\n${lines.reverse().join(',\n')}\n}}\n`
}

/** Writes a file as a whole; returns its stamp. */
async function writeWhole(file: string, text: string): Promise<string> {
  const temporary = `${file}.${randomUUID()}.tmp`
  await mkdir(dirname(file), { recursive: true })
  try {
    await writeFile(temporary, text)
    const stamp = await stampOf(temporary)
    await rename(temporary, file)
    return stamp
  } catch (thrown) {
    await rm(temporary, { force: true })
    throw thrown
  }
}

/** Tells one writing of a file from another: each makes a new one. */
async function stampOf(file: string): Promise<string> {
  const stats = await stat(file, { bigint: true }).catch(() => undefined)
  return stats ? `${stats.ino} ${stats.mtimeNs} ${stats.size}` : 'none'
}
