import { cp, mkdir, readdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const repo = fileURLToPath(new URL('../../', import.meta.url))
const modules = join(repo, 'node_modules')

/**
 * Fills a project's `node_modules` as npm would lay it out: our package as copied files, everything else as links into the
 * repository's own modules.
 */
export async function installModules(target: string, vitest: 4 | 5 = 5): Promise<void> {
  await mkdir(target)
  const own = join(target, 'prompt-retune')
  for (const part of ['package.json', 'bin', 'dist'])
    await cp(join(repo, part), join(own, part), { recursive: true })
  const names = (await readdir(modules)).filter(
    (name) => !name.startsWith('.') && !['vitest', 'vitest-4', '@vitest', 'prompt-retune'].includes(name),
  )
  await Promise.all(names.map((name) => symlink(join(modules, name), join(target, name))))
  const version = vitest === 5 ? join(modules, 'vitest') : join(repo, 'test/vitest-4/node_modules/vitest')
  await symlink(version, join(target, 'vitest'))
}
