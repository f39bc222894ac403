import { dirname, relative, resolve } from 'node:path'
import type { Redactor } from '../../core/redaction/create-redactor.ts'
import { readSuite, type Suite } from '../../suite/read-suite.ts'
import type { SuiteInfo } from '../channel.ts'

/** A suite, and what it tells of itself to the reporter. */
export interface LoadedSuite extends Suite {
  readonly info: SuiteInfo
}

/**
 * Reads all that a suite names.
 *
 * @param place where the suite stands: the project root and the test file, absolute; and who knows the secrets
 * @throws RetuneError for every mistake in options, prompt or dataset
 */
export async function loadSuite(
  name: string,
  given: unknown,
  { testFile, ...place }: { readonly root: string; readonly testFile: string; readonly redactor: Redactor },
): Promise<LoadedSuite> {
  const suite = await readSuite(name, given, { ...place, baseDir: dirname(testFile) })
  const { prompt, promptFile, options, files } = suite
  const { text: redact } = place.redactor
  const fromRoot = (file: string) => relative(place.root, file).replaceAll('\\', '/')
  return {
    ...suite,
    info: {
      file: fromRoot(testFile),
      prompt: {
        file: fromRoot(promptFile),
        hash: prompt.hash.slice(0, 12),
        model: prompt.settings.model,
        sections: prompt.sections.map(({ role, text }) => ({ role, content: redact(text) })),
      },
      watch: [promptFile, ...files],
      customTarget: options.target !== undefined,
      gate: options.gate,
      maxErrors: options.maxErrors,
      maxSpread: options.maxSpread,
      criteria: options.critique && redact(options.critique.criteria),
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
