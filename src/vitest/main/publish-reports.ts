import { appendFile, mkdir } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { retuneError } from '../../core/errors.ts'
import type { ResolvedOptions } from '../../core/options.ts'
import type { RunReport } from '../../core/run-report.ts'
import { type ReportOptions, runRenderers } from '../../report/renderers.ts'
import { githubPlace } from './github-place.ts'
import { writeWhole } from './write-whole.ts'

export interface Publication {
  /** The project root, absolute. */
  readonly root: string
  readonly files: ResolvedOptions['reports']
  readonly env: NodeJS.ProcessEnv
  readonly layout: { readonly columns: number; readonly color: boolean }
  print(text: string): void
}

/**
 * Writes the files that `reports` names and, in a GitHub job, the summary of the step and its annotations.
 *
 * @throws RetuneError REPORT_FILE when a file cannot be written
 */
export async function publishReports(report: RunReport, publication: Publication): Promise<void> {
  const { root, files, env, layout, print } = publication
  const inGitHub = env.GITHUB_ACTIONS === 'true'
  const options: ReportOptions = { ...layout, ...(inGitHub ? await githubPlace(env, root) : {}) }
  for (const name of ['markdown', 'junit', 'json'] as const) {
    const file = files[name]
    if (file !== undefined) await writeReport(resolve(root, file), runRenderers[name](report, options))
  }
  if (!inGitHub) return
  const summary = env.GITHUB_STEP_SUMMARY
  // Others have written there before.
  if (summary) await appendFile(summary, `\n${runRenderers.stepSummary(report, options)}`)
  const annotations = runRenderers.annotations(report, options)
  if (annotations !== '') print(`\n${annotations}`)
}

async function writeReport(file: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true })
    await writeWhole(file, text)
  } catch (cause) {
    throw retuneError(
      'REPORT_FILE',
      { file, reason: cause instanceof Error ? cause.message : String(cause) },
      { cause },
    )
  }
}
