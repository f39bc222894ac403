import { rmSync } from 'node:fs'
import type { CaseResult } from '../../core/case-result.ts'
import { messageOf, retuneError } from '../../core/errors.ts'
import type { RetuneTaskMeta } from '../channel.ts'
import { readResults } from '../results-file.ts'

export type ToldResults = Extract<RetuneTaskMeta, { type: 'case' | 'cases' }>

/** The result of a test's case, or those of all cases that it stands for; these are read once, and their file is gone then. */
export function* resultsOf(told: ToldResults, refuse: (error: Error) => void): Generator<CaseResult> {
  if (told.type === 'case') return yield told.result
  const { suite, file } = told
  try {
    yield* readResults(file)
    rmSync(file, { force: true })
  } catch (thrown) {
    refuse(retuneError('SUITE_RESULTS_LOST', { suite, problem: messageOf(thrown) }))
  }
}
