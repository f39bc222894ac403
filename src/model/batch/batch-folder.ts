import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

/** One batch as far as it has come; its requests stand beside it, in `ID.jsonl`. */
export const batchStateSchema = z.strictObject({
  schema: z.literal('prompt-retune/batch@1'),
  /** The same for the same requests, so that a batch whose answer never came is found again at the server. */
  id: z.string().regex(/^[0-9a-f]{32}$/),
  suite: z.string(),
  /** Base URL without user, password and query. */
  provider: z.string(),
  /** As the server calls it: `/v1/responses`. */
  endpoint: z.string(),
  requests: z.int(),
  /** 2: asks again what a batch before left unanswered. */
  round: z.int().min(1).max(2),
  /** The ids that the server gave to the uploaded file and to the batch. */
  file: z.string().optional(),
  batch: z.string().optional(),
})

export type BatchState = z.output<typeof batchStateSchema>

/** `.prompt-retune/batches/`: what is under way at a server, so that a later run goes on with it. */
export interface BatchFolder {
  readonly path: string
  list(): BatchState[]
  find(id: string): BatchState | undefined
  /** Is on disk when it returns, whole. */
  save(state: BatchState): void
  remove(id: string): void
  /** Where the requests of a batch stand. */
  inputOf(id: string): string
}

/** @param path absolute; made, and kept from git, with the first thing that is written */
export function openBatchFolder(path: string): BatchFolder {
  const fileOf = (id: string) => join(path, `${id}.json`)
  const inputOf = (id: string) => join(path, `${id}.jsonl`)
  return {
    path,
    list: () =>
      namesIn(path)
        .filter((name) => name.endsWith('.json'))
        .sort()
        .flatMap((name) => readState(join(path, name)) ?? []),
    find: (id) => readState(fileOf(id)),
    save(state) {
      makeFolder(path)
      const temporary = `${fileOf(state.id)}.${process.pid}.tmp`
      writeFileSync(temporary, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 })
      renameSync(temporary, fileOf(state.id))
    },
    remove(id) {
      rmSync(fileOf(id), { force: true })
      rmSync(inputOf(id), { force: true })
    },
    inputOf,
  }
}

export function makeFolder(path: string): void {
  mkdirSync(path, { recursive: true })
  try {
    writeFileSync(join(path, '.gitignore'), '*\n', { flag: 'wx' })
  } catch {
    // It stands there already.
  }
}

function readState(file: string): BatchState | undefined {
  try {
    return batchStateSchema.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data
  } catch {
    return undefined
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
