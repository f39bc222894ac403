import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { historyOf, type RunTopics } from '../../src/baseline/baseline-of-run.ts'
import type { RunReport, SuiteReport } from '../../src/core/run-report.ts'
import { renderRunJson } from '../../src/report/render-run-json.ts'
import { carryHistory, readLastRun } from '../../src/vitest/last-run.ts'
import { failingSuite, passingSuite, sampleRun } from '../report/sample-data.ts'

const folders: string[] = []
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true })
})

/** What the next run reads when this text stands in the file; without a text there is no file. */
async function reread(text?: string): Promise<RunTopics | undefined> {
  const root = await mkdtemp(join(tmpdir(), 'retune-'))
  folders.push(root)
  await mkdir(join(root, '.prompt-retune'))
  if (text !== undefined) await writeFile(join(root, '.prompt-retune', 'last-run.json'), text)
  return readLastRun(root)
}

/** What the run after the next one reads when the next one reports these suites. */
async function afterNext(
  last: RunTopics | undefined,
  ...suites: SuiteReport[]
): Promise<RunTopics | undefined> {
  const earlier = carryHistory(suites, last)
  return reread(renderRunJson({ ...sampleRun, suites, ...(earlier ? { earlier } : {}) }))
}

const { diagnosis, ...undiagnosed } = failingSuite
const { name } = failingSuite
const ids = (last: RunTopics | undefined) => historyOf(name, last)?.topics.map(({ id }) => id)
const known = diagnosis?.topics.map(({ id }) => id)
const partial: SuiteReport = { ...failingSuite, partial: true }

describe('the run before', () => {
  test.each([
    ['is missing', undefined],
    ['is empty', ''],
    ['is cut', renderRunJson(sampleRun).slice(0, 5_000)],
    ['is no report', '{}'],
    ['is of another version', renderRunJson(sampleRun).replace('run@1', 'run@9')],
  ])('that %s is none', async (_, text) => {
    expect(await reread(text)).toBeUndefined()
  })

  test('tells the topics of a suite, and nothing of one that it did not run', async () => {
    const last = await reread(renderRunJson(sampleRun))
    expect(ids(last)).toEqual(known)
    expect(historyOf(name, last)?.embedder).toBe('text-embedding-3-small')
    expect(historyOf('another suite', last)).toBeUndefined()
  })

  test('tells that a suite which passed had no topics', async () => {
    const last = await reread(renderRunJson(sampleRun))
    expect(historyOf(passingSuite.name, last)?.topics).toEqual([])
  })

  test('tells nothing of failures that were not diagnosed, or not all', async () => {
    const report = (suite: SuiteReport): RunReport => ({ ...sampleRun, suites: [suite] })
    expect(historyOf(name, await reread(renderRunJson(report(undiagnosed))))).toBeUndefined()
    expect(historyOf(name, await reread(renderRunJson(report(partial))))).toBeUndefined()
  })
})

describe('topics outlast a run', () => {
  const whole = reread.bind(undefined, renderRunJson(sampleRun))

  test('of other suites', async () => {
    const second = await afterNext(await whole(), passingSuite)
    expect(ids(second)).toEqual(known)
    expect(ids(await afterNext(second, passingSuite))).toEqual(known)
  })

  test('of a part of the suite, and of one without a diagnosis', async () => {
    expect(ids(await afterNext(await whole(), partial))).toEqual(known)
    expect(ids(await afterNext(await whole(), undiagnosed))).toEqual(known)
  })

  test('but not a whole run of the suite', async () => {
    const topics = diagnosis?.topics.slice(0, 1) ?? []
    const fewer = { ...failingSuite, ...(diagnosis ? { diagnosis: { ...diagnosis, topics } } : {}) }
    const apart = await afterNext(await whole(), passingSuite)
    expect(ids(await afterNext(apart, fewer))).toEqual(known?.slice(0, 1))
    const mended = { ...passingSuite, name }
    expect(ids(await afterNext(apart, mended))).toEqual([])
    expect((await afterNext(apart, mended))?.earlier).toBeUndefined()
  })

  test('nothing is carried from nothing', () => {
    expect(carryHistory([failingSuite], undefined)).toBeUndefined()
  })
})
