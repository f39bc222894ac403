import { copyFile, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { runReportSchema } from '../../src/core/run-report.ts'
import { type Finished, openScenario, type Scenario } from '../support/scenario.ts'

const lastRun = '.prompt-retune/last-run.json'
const clear = (scenario: Scenario, folder: string) =>
  rm(join(scenario.dir, folder), { recursive: true, force: true })

/** Runs every shard as a machine of its own would, one after another. */
async function runShards(
  scenario: Scenario,
  count: number,
  words: readonly string[] = [],
): Promise<Finished[]> {
  const runs: Finished[] = []
  for (let index = 1; index <= count; index++) {
    runs.push(await scenario.run(['run', `--shard=${index}/${count}`, '--reporter=blob', ...words]))
  }
  return runs
}

const countOf = (runs: readonly Finished[]) =>
  runs.flatMap(({ output }) =>
    [...output.matchAll(/(\d+) (?:passed|failed)/g)].map(([, count]) => Number(count)),
  )

/** Three suites in two files, one of 60 rows from a loader, and three files of ordinary tests. */
async function openLarge(): Promise<Scenario> {
  const scenario = await openScenario('fixtures/two-suites')
  const suite = await scenario.read('desk.prompt.test.ts')
  await scenario.write(
    'loaded.prompt.test.ts',
    `${suite.replace(/^promptSuite.*\n/gm, '')}
promptSuite('loaded messages', {
  prompt: './desk.prompt.md',
  data: () =>
    Array.from({ length: 60 }, (_, row) => ({
      id: \`row-\${row}\`,
      input: { message: [\`The heating is off in \${row}\`, \`Coffee at \${row}?\`, \`We lost \${row} towels at the pool while we swim\`][row % 3] },
      expected: { topic: ['room', 'food', 'room'][row % 3] },
      tags: [row % 2 === 0 ? 'even' : 'odd'],
    })),
  output,
  scorers,
  gate: { passRate: 0.6, maxRegressions: 3 },
})
`,
  )
  for (const name of ['one', 'two', 'three']) {
    await scenario.write(
      `${name}.test.ts`,
      `import { expect, it } from 'vitest'\nit('ordinary ${name}', () => expect(1).toBe(1))\n`,
    )
  }
  return scenario
}

const jsonReport = z.object({
  testResults: z.array(
    z.object({ assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })) }),
  ),
})

describe('one dataset over four shards', () => {
  it('comes to the same report as in one run, byte for byte, with every test once', async () => {
    const scenario = await openLarge()
    const whole = await scenario.run(['run'])
    expect(whole.code).toBe(1)
    const expected = await scenario.read(lastRun)
    const cases = runReportSchema.parse(JSON.parse(expected)).suites.map(({ metrics }) => metrics.cases)
    expect(cases).toEqual([4, 6, 60])

    await clear(scenario, '.prompt-retune')
    const shards = await runShards(scenario, 4)
    for (const [index, { output }] of shards.entries()) {
      expect(output).toContain(`Prompt suites, shard ${index + 1} of 4`)
      expect(output).toMatch(/loaded messages · \d+ passed · \d+ failed/)
      expect(output).not.toContain('Failure topic')
    }
    expect(countOf(shards).reduce((sum, count) => sum + count, 0)).toBe(70)
    await expect(scenario.read(lastRun)).rejects.toThrow('ENOENT')

    const merged = await scenario.run(['run', '--merge-reports', '--reporter=json', '--outputFile=out.json'])
    expect(merged.code).toBe(1)
    expect(await scenario.read(lastRun)).toBe(expected)
    const { testResults } = jsonReport.parse(JSON.parse(await scenario.read('out.json')))
    const names = testResults.flatMap(({ assertionResults }) =>
      assertionResults.map(({ fullName }) => fullName),
    )
    const own = names.filter((name) => !name.includes('no case of shard'))
    expect(new Set(own).size).toBe(own.length)
    expect(own).toHaveLength(73)
    expect(own.filter((name) => name.startsWith('ordinary')).sort()).toEqual([
      'ordinary one',
      'ordinary three',
      'ordinary two',
    ])
  })

  it('is judged by its gate as a whole, in the merged run alone, which also accepts it', async () => {
    const scenario = await openScenario('fixtures/gate')
    const suite = await scenario.read('desk.prompt.test.ts')
    await scenario.write(
      'desk.prompt.test.ts',
      suite.replace('passRate: 0.5', 'passRate: 0.5, maxRegressions: 0'),
    )
    const file = '.prompt-retune/baselines/hotel-desk.json'
    await scenario.run(['run', '-u'])
    const expected = await scenario.read(file)
    await clear(scenario, '.prompt-retune')

    const shards = await runShards(scenario, 4, ['-u'])
    // Shards in which every case fails pass all the same.
    expect(shards.map(({ code }) => code)).toEqual([0, 0, 0, 0])
    await expect(scenario.read(file)).rejects.toThrow('ENOENT')
    const accepting = await scenario.run(['run', '--merge-reports', '-u'])
    expect(accepting.code).toBe(0)
    expect(await scenario.read(file)).toBe(expected)

    const prompt = await scenario.read('desk.prompt.md')
    await scenario.write(
      'desk.prompt.md',
      prompt.replace('bed, towels, heating,', '').replace('swim,', 'swim, bed, heating,'),
    )
    await clear(scenario, '.vitest')
    expect((await runShards(scenario, 3)).map(({ code }) => code)).toEqual([0, 0, 0])
    const { code, output } = await scenario.run(['run', '--merge-reports'])
    expect(code).toBe(1)
    expect(output).toMatch(/Test Files {2}3 passed/)
    expect(output).toContain(
      'prompt-retune: the gate of "hotel desk" does not hold: pass rate 0.33 is below 0.50 (2 of 6); 1 regression, 0 allowed: cold-bed.',
    )
    expect(output).toContain('Newly failing since the baseline')
  })

  it('says which shard is missing, and accepts nothing of the rest', async () => {
    const scenario = await openScenario('fixtures/gate')
    await scenario.run(['run', '--shard=1/3', '--reporter=blob'])
    await scenario.run(['run', '--shard=3/3', '--reporter=blob'])
    const missing = await scenario.run(['run', '--merge-reports', '-u'])
    expect(missing.output).toContain(
      'prompt-retune: desk.prompt.test.ts: the report of shard 2 of 3 is missing.',
    )
    expect(missing.code).toBe(1)
    const report = runReportSchema.parse(JSON.parse(await scenario.read(lastRun)))
    expect(report.suites[0]?.partial).toBe(true)
    await expect(scenario.read('.prompt-retune/baselines/hotel-desk.json')).rejects.toThrow('ENOENT')

    await scenario.run(['run', '--shard=2/2', '--reporter=blob'])
    const mixed = await scenario.run(['run', '--merge-reports'])
    expect(mixed.output).toContain('the reports are of several runs: of 2 and 3 shards')
    expect(mixed.code).toBe(1)
  })

  it('says so when shards knew another prompt or other rows, or when one came twice, and accepts nothing', async () => {
    const scenario = await openScenario('fixtures/gate')
    const shard = (index: number) => scenario.run(['run', `--shard=${index}/2`, '--reporter=blob'])
    const merge = async (said: RegExp) => {
      const { code, output } = await scenario.run(['run', '--merge-reports', '-u'])
      expect(output).toMatch(said)
      expect(code).toBe(1)
      const report = runReportSchema.parse(JSON.parse(await scenario.read(lastRun)))
      expect(report.suites[0]?.partial).toBe(true)
      await expect(scenario.read('.prompt-retune/baselines/hotel-desk.json')).rejects.toThrow('ENOENT')
    }
    const [prompt, rows] = [await scenario.read('desk.prompt.md'), await scenario.read('messages.jsonl')]
    await shard(1)
    await shard(2)
    const blobs = join(scenario.dir, '.vitest/blob')
    const [first = ''] = await readdir(blobs)
    await copyFile(join(blobs, first), join(blobs, 'downloaded-again.json'))
    await merge(/prompt-retune: desk\.prompt\.test\.ts: there are several reports of shard [12]\./)

    await rm(join(blobs, 'downloaded-again.json'))
    const several = /prompt-retune: the reports are of several runs: the shards of "hotel desk" had other/
    await scenario.write('desk.prompt.md', prompt.replace('heating,', 'heating, bath,'))
    await shard(2)
    await merge(several)

    await scenario.write('desk.prompt.md', prompt)
    await scenario.write(
      'messages.jsonl',
      `${rows.trim()}\n${rows.trim().split('\n')[0]?.replace('"id": "', '"id": "new-')}\n`,
    )
    await shard(2)
    await merge(several)

    await scenario.write('messages.jsonl', rows)
    await shard(2)
    expect((await scenario.run(['run', '--merge-reports'])).code).toBe(0)
  })

  it('keeps the parts of a file apart in the projects of a workspace', async () => {
    const scenario = await openScenario('fixtures/gate')
    const config = await scenario.read('vitest.config.ts')
    const projects = "projects: [{ extends: true, test: { name: 'desk' } }]"
    await scenario.write('vitest.config.ts', config.replace('})', `, test: { ${projects} } })`))
    await runShards(scenario, 2)
    const { output, code } = await scenario.run(['run', '--merge-reports'])
    expect(output).toMatch(/3 passed · 3 failed/)
    expect(output).toMatch(/gate +pass rate 0\.50 reaches 0\.50 \(3 of 6\)/)
    expect(code).toBe(0)
  })

  it('runs the rows marked only, and filters by name, in whichever shard they are', async () => {
    const scenario = await openScenario('fixtures/failing')
    const rows = await scenario.read('messages.jsonl')
    await scenario.write('messages.jsonl', rows.replace('{"id": "safe"', '{"only": true, "id": "safe"'))
    await runShards(scenario, 2)
    const only = await scenario.run(['run', '--merge-reports'])
    expect(only.output).toMatch(/cases +1 failed/)
    await scenario.write('messages.jsonl', rows)
    await clear(scenario, '.vitest')
    await runShards(scenario, 2, ['-t', 'safe|sauna'])
    const filtered = await scenario.run(['run', '--merge-reports'])
    expect(filtered.output).toMatch(/cases +1 passed · 1 failed/)
    expect(filtered.output).not.toContain('is missing')
  })
})

describe('shards without a merge', () => {
  it('hold whole suites, which are judged where they ran', async () => {
    const scenario = await openScenario('fixtures/gate')
    const suite = await scenario.read('desk.prompt.test.ts')
    await scenario.write('desk.prompt.test.ts', suite.replace('passRate: 0.5', 'passRate: 0.8'))
    await scenario.write('other.test.ts', "import { it } from 'vitest'\nit('ordinary', () => {})\n")
    const runs = [await scenario.run(['run', '--shard=1/2']), await scenario.run(['run', '--shard=2/2'])]
    expect(runs.map(({ code }) => code).sort()).toEqual([0, 1])
    expect(runs.map(({ output }) => output).join('')).toContain('pass rate 0.50 is below 0.80 (3 of 6)')
  })

  it('of more than there are files are refused as ever', async () => {
    const scenario = await openScenario('fixtures/all-pass')
    await scenario.write('other.test.ts', "import { it } from 'vitest'\nit('ordinary', () => {})\n")
    const run = (word: string) => scenario.run(['run', word, '--shard=1/4', '--reporter=blob'])
    const ordinary = await run('other')
    expect(ordinary.output).toContain('Resolved 1 test files for --shard=1/4')
    expect(ordinary.code).toBe(1)
    expect((await run('desk')).code).toBe(0)
    expect((await run('nothing')).code).toBe(1)
  })
})

describe('on Vitest 4', () => {
  it('a suite stays whole in one shard, which is said', async () => {
    const scenario = await openScenario('fixtures/gate', { vitest: 4 })
    await scenario.write('other.test.ts', "import { it } from 'vitest'\nit('ordinary', () => {})\n")
    const shards = await runShards(scenario, 2)
    for (const { output } of shards) expect(output).toContain('Vitest 4 merges only one shard of a file')
    const { code, output } = await scenario.run(['run', '--merge-reports'])
    expect(output).toMatch(/3 passed · 3 failed/)
    expect(output).toMatch(/gate +pass rate 0\.50 reaches 0\.50/)
    expect(code).toBe(0)
    const many = await scenario.run(['run', '--shard=1/4', '--reporter=blob'])
    expect(many.code).toBe(1)
    expect(many.output).toContain('no more shards than test files')
  })
})
