import { rmSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { countNoun } from '../core/count-noun.ts'
import { retuneError } from '../core/errors.ts'
import { listSegments, scanSegment } from '../model/answers/segments.ts'
import type { ProcessLike } from './command-line.ts'

export const cacheHelp = `
Usage: prompt-retune cache stats
       prompt-retune cache clear

stats tells how many answers are kept in .prompt-retune/cache of the project, and how many megabytes they take.
clear deletes them.
`

/**
 * `prompt-retune cache stats|clear`, for the project in the working directory or above it.
 *
 * @returns the exit code
 * @throws RetuneError CLI_CACHE_ACTION, CLI_UNKNOWN_OPTION
 */
export async function runCache(words: readonly string[], proc: ProcessLike): Promise<number> {
  if (words.includes('--help') || words.includes('-h')) {
    proc.stdout.write(cacheHelp)
    return 0
  }
  const unknown = words.find((word) => word.startsWith('-'))
  if (unknown !== undefined) throw retuneError('CLI_UNKNOWN_OPTION', { option: unknown, command: 'cache' })
  const [action, ...more] = words
  if ((action !== 'stats' && action !== 'clear') || more.length > 0) throw retuneError('CLI_CACHE_ACTION', {})
  proc.stdout.write(`${action === 'stats' ? stats(proc.cwd()) : clear(proc.cwd())}\n`)
  return 0
}

function stats(cwd: string): string {
  const found = findCache(cwd)
  if (!found) return 'No answers are kept here.'
  const keys = new Set<string>()
  for (const { name } of found.segments) scanSegment(join(found.folder, name), (key) => keys.add(key))
  return `${countNoun(keys.size, 'answer')} in ${relative(cwd, found.folder)}, ${megabytes(found.segments)} MB`
}

function clear(cwd: string): string {
  const found = findCache(cwd)
  if (!found) return 'No answers are kept here.'
  for (const { name } of found.segments) rmSync(join(found.folder, name), { force: true })
  return `Cleared ${relative(cwd, found.folder)}: ${megabytes(found.segments)} MB`
}

/** The nearest folder with answers in it. */
function findCache(
  folder: string,
): { folder: string; segments: ReturnType<typeof listSegments> } | undefined {
  const cache = join(folder, '.prompt-retune', 'cache')
  const segments = listSegments(cache)
  if (segments.length > 0) return { folder: cache, segments }
  const parent = dirname(folder)
  return parent === folder ? undefined : findCache(parent)
}

function megabytes(segments: readonly { readonly size: number }[]): string {
  const bytes = segments.reduce((sum, { size }) => sum + size, 0)
  return (bytes / 1_000_000).toFixed(bytes < 10_000_000 ? 2 : 0)
}
