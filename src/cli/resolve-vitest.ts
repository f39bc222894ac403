import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import { retuneError } from '../core/errors.ts'

const manifestSchema = z.object({
  version: z.string(),
  bin: z.union([z.string(), z.object({ vitest: z.string() }).transform(({ vitest }) => vitest)]),
})

/**
 * The file of the user's own Vitest command: resolved from the working directory first, then from this package.
 *
 * @throws RetuneError CLI_VITEST_MISSING
 */
export function resolveVitest(cwd: string): { file: string; version: string } {
  for (const from of [pathToFileURL(join(cwd, 'package.json')).href, import.meta.url]) {
    try {
      const manifestFile = createRequire(from).resolve('vitest/package.json')
      const manifest = manifestSchema.parse(JSON.parse(readFileSync(manifestFile, 'utf8')))
      return { file: join(dirname(manifestFile), manifest.bin), version: manifest.version }
    } catch {
      // Not reachable from here: the next place is tried.
    }
  }
  throw retuneError('CLI_VITEST_MISSING', {})
}
