import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { publishReports } from '../../../src/vitest/main/publish-reports.ts'
import { ciRun } from '../../report/ci-run.ts'

it('writes every report that can be written, prints the annotations, and says which one could not be', async () => {
  const root = await mkdtemp(join(tmpdir(), 'publish-'))
  onTestFinished(() => rm(root, { recursive: true }))
  await mkdir(join(root, 'taken.md'))
  const printed: string[] = []
  const publishing = publishReports(ciRun, {
    root,
    files: { markdown: 'taken.md', junit: 'out/junit.xml', json: 'run.json' },
    env: { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: join(root, 'not/mounted') },
    layout: { columns: 80, color: false },
    print: (text) => printed.push(text),
  })
  await expect(publishing).rejects.toThrow(/a report cannot be written to .*taken\.md \(/)
  expect(await readFile(join(root, 'out/junit.xml'), 'utf8')).toContain('</testsuites>')
  expect(await readFile(join(root, 'run.json'), 'utf8')).toContain('prompt-retune/run@1')
  expect(printed.join('')).toContain('::error')
  expect((await readdir(root)).sort()).toEqual(['out', 'run.json', 'taken.md'])
})
