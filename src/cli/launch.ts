import { pathToFileURL } from 'node:url'
import { messageOf } from '../core/errors.ts'
import { launchFlagsKey, splitFlags } from '../vitest/launch-flags.ts'
import type { ProcessLike } from './command-line.ts'
import { tuneHelp } from './help.ts'
import { resolveVitest } from './resolve-vitest.ts'

/**
 * Runs the user's own Vitest with our flags taken out: `--tune` and `--lint` imply a single run unless `--watch` is given, and everything
 * else reaches Vitest untouched. A mistake in our flags ends with exit code 1 and one line.
 */
export async function launch(proc: ProcessLike): Promise<void> {
  try {
    const words = proc.argv.slice(2)
    const bar = words.indexOf('--')
    const { flags, rest } = splitFlags(bar === -1 ? words : [...words.slice(0, bar), ...words.slice(bar + 1)])
    const vitest = resolveVitest(proc.cwd())
    const single =
      (flags.tune || flags.lint || flags.only) &&
      !rest.some((word) => ['--watch', '-w', '--run', 'run', 'watch', 'list'].includes(word))
    Reflect.set(globalThis, launchFlagsKey, flags)
    proc.argv = [proc.execPath, vitest.file, ...rest, ...(single ? ['--run'] : [])]
    await import(pathToFileURL(vitest.file).href)
    if (rest.includes('--help') || rest.includes('-h')) proc.stdout.write(tuneHelp)
  } catch (error) {
    proc.stderr.write(`prompt-retune: ${messageOf(error)}\n`)
    proc.exitCode = 1
  }
}
