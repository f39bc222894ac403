import { randomUUID } from 'node:crypto'
import { readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import { messageOf, RetuneError, retuneError } from '../../core/errors.ts'
import { keepFromGit } from '../../core/keep-from-git.ts'
import { suiteSlug } from '../../core/suite-slug.ts'

const holderSchema = z.object({ token: z.string(), pid: z.int(), host: z.string(), since: z.string() })

type Holder = z.output<typeof holderSchema>

/** The holder shows that it lives this often. All times are in milliseconds. */
const heartbeat = 5_000
/** A lock without a sign of life for so long is nobody's, wherever its holder ran. */
const silence = 60_000
/** It takes no longer to write a lock down, or to remove one. */
const moment = 1_000
/** A tuning that was killed may need this long until it is gone. */
const patience = 2_000

/**
 * Makes this the one tuning of a prompt, on this machine and on others that share the folder. The lock of a process that is
 * gone, or has shown no sign of life for a minute, is taken over.
 *
 * @param promptFile from the project root
 * @returns gives the lock back
 * @throws RetuneError `TUNE_LOCKED` when another tuning of the prompt is under way, `TUNE_JOURNAL_FAILED`
 */
export async function lockPrompt(stateDir: string, promptFile: string): Promise<() => Promise<void>> {
  const folder = join(stateDir, 'locks')
  const path = join(folder, `${suiteSlug(promptFile)}.lock`)
  const token = randomUUID()
  try {
    await keepFromGit(folder, '*')
    await acquire(path, { token, promptFile })
  } catch (thrown) {
    if (thrown instanceof RetuneError) throw thrown
    throw retuneError('TUNE_JOURNAL_FAILED', { path, problem: messageOf(thrown) }, { cause: thrown })
  }
  const beat = setInterval(() => {
    const now = new Date()
    utimes(path, now, now).catch(() => {})
  }, heartbeat).unref()
  return async () => {
    clearInterval(beat)
    if ((await readHolder(path))?.token === token) await rm(path, { force: true })
  }
}

async function acquire(path: string, { token, promptFile }: { token: string; promptFile: string }) {
  const holder: Holder = { token, pid: process.pid, host: hostname(), since: new Date().toISOString() }
  const until = Date.now() + patience
  while (!(await create(path, JSON.stringify(holder)))) {
    if (await isStale(path)) await removeStale(path)
    else if (Date.now() < until) await wait(100)
    else {
      const { pid, host, since } = (await readHolder(path)) ?? holder
      throw retuneError('TUNE_LOCKED', { promptFile, pid, host, since })
    }
  }
}

/** Only one at a time removes a lock, so that nobody removes the one that another has just put in its place. */
async function removeStale(path: string): Promise<void> {
  const guard = `${path}.stale`
  if (!(await create(guard, ''))) {
    if ((await ageOf(guard)) > moment) await rm(guard, { force: true })
    else await wait(50)
    return
  }
  try {
    if (await isStale(path)) await rm(path, { force: true })
  } finally {
    await rm(guard, { force: true })
  }
}

async function isStale(path: string): Promise<boolean> {
  const holder = await readHolder(path)
  const age = await ageOf(path)
  if (!holder) return age > moment
  return age > silence || (holder.host === hostname() && !isAlive(holder.pid))
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (thrown) {
    // There is one, of another user.
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM'
  }
}

/** `false`: there is one already. */
async function create(path: string, text: string): Promise<boolean> {
  try {
    await writeFile(path, text, { flag: 'wx' })
    return true
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST') return false
    throw thrown
  }
}

/** `undefined` when there is none, or none that is whole. */
async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    return holderSchema.safeParse(JSON.parse(await readFile(path, 'utf8'))).data
  } catch {
    return undefined
  }
}

/** Since its last sign of life; 0 when it is gone. */
async function ageOf(path: string): Promise<number> {
  const modified = await stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  )
  return modified === undefined ? 0 : Date.now() - modified
}
