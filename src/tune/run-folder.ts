import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { suiteSlug } from '../core/suite-slug.ts'

/** Makes the folder of a new run, `runs/<suite>/0001`, `0002` ...; two runs at once never get the same one. */
export async function createRunFolder(stateDir: string, suite: string): Promise<string> {
  const parent = join(stateDir, 'runs', suiteSlug(suite))
  await mkdir(parent, { recursive: true })
  const taken = (await readdir(parent)).flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []))
  for (let number = Math.max(0, ...taken) + 1; ; number++) {
    const folder = join(parent, String(number).padStart(4, '0'))
    try {
      await mkdir(folder)
      return folder
    } catch (thrown) {
      const exists = thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST'
      if (!exists) throw thrown
    }
  }
}

/** The folder of a suite's last run; `undefined` when there was none. */
export async function latestRunFolder(stateDir: string, suite: string): Promise<string | undefined> {
  const parent = join(stateDir, 'runs', suiteSlug(suite))
  const names = await readdir(parent).catch((): string[] => [])
  const latest = Math.max(0, ...names.flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : [])))
  return latest === 0 ? undefined : join(parent, String(latest).padStart(4, '0'))
}
