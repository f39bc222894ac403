import { appendFile, mkdir } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { messageOf, type RetuneError, retuneError } from '../../core/errors.ts'
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
 * Writes the files that `reports` names and, in a GitHub job, the summary of the step and its annotations. One that cannot be
 * written keeps no other from being.
 *
 * @throws RetuneError REPORT_FILE for the first file that cannot be written, when all else is done
 */
export async function publishReports(report: RunReport, publication: Publication): Promise<void> {
  const { root, files, env, layout, print } = publication
  const inGitHub = env.GITHUB_ACTIONS === 'true'
  const options: ReportOptions = { ...layout, ...(inGitHub ? await githubPlace(env, root) : {}) }
  const failures: RetuneError[] = []
  for (const name of ['markdown', 'junit', 'json'] as const) {
    const file = files[name] && resolve(root, files[name])
    if (file) await writeReport(file, runRenderers[name](report, options)).catch(take(file, failures))
  }
  if (inGitHub) {
    const summary = env.GITHUB_STEP_SUMMARY
    const text = `\n${runRenderers.stepSummary(report, options)}`
    // Others have written there before.
    if (summary) await appendFile(summary, text).catch(take(summary, failures))
    const annotations = runRenderers.annotations(report, options)
    if (annotations !== '') print(`\n${annotations}`)
  }
  const [failure] = failures
  if (failure) throw failure
}

async function writeReport(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await writeWhole(file, text)
}

function take(file: string, failures: RetuneError[]): (cause: unknown) => void {
  return (cause) => failures.push(retuneError('REPORT_FILE', { file, reason: messageOf(cause) }, { cause }))
}
