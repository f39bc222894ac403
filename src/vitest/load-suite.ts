import { dirname, relative, resolve } from 'node:path'
import { readSuite, type Suite } from '../suite/read-suite.ts'
import type { SuiteInfo } from './channel.ts'

/** A suite, and what it tells of itself to the reporter. */
export interface LoadedSuite extends Suite {
  readonly info: SuiteInfo
}

/**
 * Reads all that a suite names.
 *
 * @param place where the suite stands: the project root and the test file, absolute
 * @throws RetuneError for every mistake in options, prompt or dataset
 */
export async function loadSuite(
  name: string,
  given: unknown,
  { root, testFile }: { readonly root: string; readonly testFile: string },
): Promise<LoadedSuite> {
  const suite = await readSuite(name, given, { root, baseDir: dirname(testFile) })
  const { prompt, promptFile, options, files } = suite
  const fromRoot = (file: string) => relative(root, file).replaceAll('\\', '/')
  return {
    ...suite,
    info: {
      file: fromRoot(testFile),
      prompt: {
        file: fromRoot(promptFile),
        hash: prompt.hash.slice(0, 12),
        model: prompt.settings.model,
        sections: prompt.sections.map(({ role, text }) => ({ role, content: text })),
      },
      watch: [promptFile, ...files],
      customTarget: options.target !== undefined,
      gate: options.gate,
      criteria: options.critique?.criteria,
      baseline: baselineFrom(options.baseline, testFile, fromRoot),
    },
  }
}

function baselineFrom(
  option: string | undefined,
  testFile: string,
  fromRoot: (file: string) => string,
): string | undefined {
  return option === undefined || option === 'off' ? option : fromRoot(resolve(dirname(testFile), option))
}
