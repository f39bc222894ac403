import type { TestSpecification } from 'vitest/node'
import { isPromptTest } from '../is-prompt-test.ts'

// Vitest's start waits for all that the plugin imports; these are loaded later.

export const loadRenderer = () =>
  Promise.all([import('../../report/render-terminal.ts'), import('../../report/ids-only.ts')])

export const loadBaselines = () => import('./run-baselines.ts')

const loadTopics = () => import('../../diagnosis/topics/find-topics.ts')

/** Milliseconds after which the workers are starting. */
const started = 50

/**
 * While workers start the main process is idle: what nearly every report needs is loaded then, not beside the first results. Nothing
 * is where no test file is named after prompts.
 */
export function loadAhead(specifications: readonly TestSpecification[], more: () => void): void {
  if (!specifications.some(({ moduleId }) => isPromptTest(moduleId))) return
  setTimeout(() => {
    for (const load of [loadRenderer, loadTopics, loadBaselines]) {
      load().catch(() => {
        // The report says so.
      })
    }
    more()
  }, started).unref()
}
