import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { isRecord } from '../core/json.ts'
import { suiteSlug } from '../core/suite-slug.ts'
import { type CritiqueRecord, type CritiqueStore, critiqueRecordSchema } from './critique-store.ts'

const schema = 'prompt-retune/critiques@1'
const keySchema = z.string().regex(/^[0-9a-f]{64}$/)
/** Characters of a file at most; the critiques that were not used for longest go first. */
const mostCharacters = 8_000_000
/** New critiques after which the file is written, so that a run that breaks off has not paid for nothing. */
const saveEvery = 250

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
  let unsaved = 0
  let saving: Promise<void> = Promise.resolve()

  const save = (): Promise<void> => {
    saving = saving
      .catch(() => {})
      .then(async () => {
        if (unsaved === 0) return
        const puts = unsaved
        const all = await readCritiques(file)
        for (const [key, critique] of used) {
          all.delete(key)
          all.set(key, critique)
        }
        await writeWhole(file, toText(all))
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
      if (unsaved % saveEvery === 0) void save().catch(() => {})
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

async function writeWhole(file: string, text: string): Promise<void> {
  const temporary = `${file}.${randomUUID()}.tmp`
  await mkdir(dirname(file), { recursive: true })
  try {
    await writeFile(temporary, text)
    await rename(temporary, file)
  } catch (thrown) {
    await rm(temporary, { force: true })
    throw thrown
  }
}
