import { afterAll, describe, expect, inject, recordArtifact, test, vi } from 'vitest'
import type { DefaultRow, PromptSuiteOptions, RowTypes } from '../suite/suite-options.ts'
import { registerSuite } from './register-suite.ts'

const runner = { afterAll, describe, expect, inject, recordArtifact, test, vi }
const namesByFile = new Map<string, Set<string>>()

/**
 * Turns a dataset into test cases for one prompt: every row is a test that renders the prompt, asks the model, and passes when
 * every scorer's score reaches its threshold. In tune mode the suite is one test that retunes the prompt file instead.
 *
 * A mistake (bad row, bad prompt file, a loader that throws or hangs ...) becomes one failing test that names file and line.
 *
 * @param name unique among all suites: reports and tunings go by it
 */
export function promptSuite<Row extends RowTypes = DefaultRow, Output = string>(
  name: string,
  options: PromptSuiteOptions<Row, Output>,
): void {
  const testFile = expect.getState().testPath ?? ''
  registerSuite({ name, options, testFile, again: remember(testFile, name) }, runner)
}

/** Was there a suite of this name in this file before? */
function remember(file: string, name: string): boolean {
  const names = namesByFile.get(file) ?? new Set()
  namesByFile.set(file, names)
  const again = names.has(name)
  names.add(name)
  return again
}
