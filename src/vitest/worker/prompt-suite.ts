import { afterAll, describe, expect, inject, recordArtifact, test, vi } from 'vitest'
import { suiteSlug } from '../../core/suite-slug.ts'
import type { DefaultRow, PromptSuiteOptions, RowTypes } from '../../suite/suite-options.ts'
import { registerSuite } from './register-suite.ts'

const runner = { afterAll, describe, expect, inject, recordArtifact, test, vi }
const namesByFile = new Map<string, Map<string, string>>()

/**
 * Turns a dataset into test cases for one prompt: every row is a test that renders the prompt, asks the model, and passes when
 * every scorer's score reaches its threshold. In tune mode the suite is one test that retunes the prompt file instead.
 *
 * A mistake (bad row, bad prompt file, a loader that throws or hangs ...) becomes one failing test that names file and line.
 *
 * @param name unique among all suites, in more than case and dashes: reports, tunings and their files go by it
 */
export function promptSuite<Row extends RowTypes = DefaultRow, Output = string>(
  name: string,
  options: PromptSuiteOptions<Row, Output>,
): void {
  const testFile = expect.getState().testPath ?? ''
  registerSuite({ name, options, testFile, earlier: remember(testFile, name) }, runner)
}

/** The suite before in this file whose own files this one would share. */
function remember(file: string, name: string): string | undefined {
  const names = namesByFile.get(file) ?? new Map<string, string>()
  namesByFile.set(file, names)
  const slug = suiteSlug(name)
  const earlier = names.get(slug)
  names.set(slug, earlier ?? name)
  return earlier
}
