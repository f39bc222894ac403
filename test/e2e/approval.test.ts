import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { tuneResultSchema } from '../../src/core/tune-result.ts'
import { startEmbeddedModel } from '../../src/entries/embedded.ts'
import { openScenario, type RunOptions, type Scenario } from '../support/scenario.ts'

const run = '.prompt-retune/runs/hotel-desk/0001'
const question = /Write desk\.prompt\.md\? \[y\]es, \[n\]o, \[e\]dit the diff: /

async function tuneResult(scenario: Scenario) {
  return tuneResultSchema.parse(JSON.parse(await scenario.read(`${run}/result.json`)))
}

async function journalTypes(scenario: Scenario): Promise<string[]> {
  const lines = (await scenario.read(`${run}/journal.jsonl`)).trimEnd().split('\n')
  return lines.map((line) => JSON.parse(line).type)
}

async function open(vitest: 4 | 5 = 5) {
  const scenario = await openScenario('fixtures/tune', { vitest })
  const before = await scenario.read('desk.prompt.md')
  const start = (args: string[] = ['--tune'], options: RunOptions = {}) =>
    scenario.start([...args, '--tune.iterations=3'], { terminal: true, ...options })
  return { scenario, before, start, prompt: () => scenario.read('desk.prompt.md') }
}

/** An editor that copies what it is shown to `seen.diff`, and runs a line of shell on the file `$1`. */
async function editor(scenario: Scenario, line = 'true'): Promise<Record<string, string>> {
  await scenario.write('my editor.sh', `#!/bin/sh\ncp "$1" '${join(scenario.dir, 'seen.diff')}'\n${line}\n`)
  const file = join(scenario.dir, 'my editor.sh')
  await chmod(file, 0o755)
  return { EDITOR: `'${file}'` }
}

describe('npx vitest --tune at a terminal', () => {
  it('writes after y, and not before', async () => {
    const { scenario, before, start, prompt } = await open()
    const running = start()
    const shown = await running.saw(question)
    expect(shown).toMatch(/\+ - room: housekeeping matters; also:/)
    expect(await prompt()).toBe(before)
    expect(await tuneResult(scenario)).toMatchObject({ written: false, pending: true })
    running.type('y')
    const { code, output } = await running.finished
    expect(code).toBe(0)
    expect(output).toMatch(/Written to desk\.prompt\.md/)
    const result = await tuneResult(scenario)
    expect(result).toMatchObject({ written: true, after: await prompt() })
    expect(result.pending).toBeUndefined()
    expect(await prompt()).not.toBe(before)
    expect((await journalTypes(scenario)).at(-1)).toBe('write')
  })

  it('passes over other keys, takes Enter along, and writes nothing after n', async () => {
    const { scenario, before, start, prompt } = await open()
    const running = start()
    await running.saw(question)
    running.type('x\x1b[A\r')
    running.type('N\r')
    const { code, output } = await running.finished
    expect(code).toBe(0)
    expect(output).toMatch(/was not written; the tuned prompt is kept in/)
    expect(await prompt()).toBe(before)
    expect(await tuneResult(scenario)).toMatchObject({ written: false, declined: true })
    expect(await scenario.read(`${run}/tuned.prompt.md`)).not.toBe(before)
    expect(await journalTypes(scenario)).not.toContain('write')
  })

  it('opens the diff in the editor after e, and asks again', async () => {
    const { scenario, start, prompt } = await open()
    const running = start(['--tune'], { env: await editor(scenario) })
    await running.saw(question)
    running.type('e')
    await running.saw(/diff: e[\s\S]*diff: $/)
    const seen = await scenario.read('seen.diff')
    expect(seen).toMatch(/^--- a\/desk\.prompt\.md\n\+\+\+ b\/desk\.prompt\.md\n@@ /)
    expect(seen).toMatch(/^-- room: housekeeping matters$/m)
    expect(seen).toMatch(/^\+- room: housekeeping matters; also:/m)
    running.type('y')
    expect((await running.finished).code).toBe(0)
    const result = await tuneResult(scenario)
    expect(result).toMatchObject({ written: true, after: await prompt() })
    expect(result.edited).toBeUndefined()
  })

  it('takes over what the user changed in the diff', async () => {
    const { scenario, start, prompt } = await open()
    const env = await editor(
      scenario,
      `sed -i 's/^+- pool:.*/+- pool: all about water\\n+- second line/' "$1"`,
    )
    const running = start(['--tune'], { env: { VISUAL: env.EDITOR ?? '', EDITOR: 'false' } })
    await running.saw(question)
    running.type('e')
    await running.saw(/Write desk\.prompt\.md with your changes\?/)
    running.type('y')
    const { output } = await running.finished
    expect(output).toMatch(/Written to desk\.prompt\.md with your changes/)
    expect(await prompt()).toMatch(/; also:.*\n- pool: all about water\n- second line\n<!-- user -->/)
    expect(await tuneResult(scenario)).toMatchObject({ written: true, edited: true, after: await prompt() })
  })

  it('keeps the tuned prompt when the editor ends with an error', async () => {
    const { scenario, start, prompt } = await open()
    const running = start(['--tune'], { env: await editor(scenario, 'exit 3') })
    await running.saw(question)
    running.type('e')
    await running.saw(/ended with exit code 3[\s\S]*diff: $/)
    running.type('y')
    expect((await running.finished).code).toBe(0)
    expect(await prompt()).toBe(await scenario.read(`${run}/tuned.prompt.md`))
  })

  it('takes Ctrl-C for no', async () => {
    const { before, start, prompt } = await open()
    const running = start()
    await running.saw(question)
    running.type('\x03')
    expect((await running.finished).code).toBe(130)
    expect(await prompt()).toBe(before)
  })

  it('refuses to write over a prompt file that changed while it asked', async () => {
    const { scenario, before, start, prompt } = await open()
    const running = start()
    await running.saw(question)
    await scenario.write('desk.prompt.md', `${before}\nmine`)
    running.type('y')
    const { code, output } = await running.finished
    expect(code).toBe(1)
    expect(output).toMatch(/changed/)
    expect(await prompt()).toBe(`${before}\nmine`)
  })

  it.each<[string, string[], Record<string, string>]>([
    ['with --tune.write', ['--tune', '--tune.write'], {}],
    ['in CI', ['--tune'], { CI: 'true' }],
  ])('writes without asking %s', async (_how, args, env) => {
    const { before, start, prompt } = await open()
    const { code, output } = await start(args, { env }).finished
    expect(output).not.toMatch(question)
    expect(output).toMatch(/Written to desk\.prompt\.md/)
    expect(code).toBe(0)
    expect(await prompt()).not.toBe(before)
  })

  it('neither asks nor writes with --tune.dry-run', async () => {
    const { before, start, prompt } = await open()
    const { output } = await start(['--tune.dry-run']).finished
    expect(output).not.toMatch(question)
    expect(output).toMatch(/Dry run/)
    expect(await prompt()).toBe(before)
  })

  it.each<[string, string[], 4 | 5]>([
    ['', ['--tune'], 5],
    [' even with --tune.write, on Vitest 4 too', ['--tune', '--tune.write'], 4],
  ])('offers the best so far after Ctrl-C%s', async (_how, args, vitest) => {
    const server = await startEmbeddedModel({ latency: 150 })
    onTestFinished(() => server.close())
    const { scenario, before, prompt } = await open(vitest)
    const running = scenario.start(args, { terminal: true, env: { OPENAI_BASE_URL: server.baseURL } })
    await running.saw(/iteration +1\/20/)
    running.type('\x03')
    await running.saw(question)
    expect(await prompt()).toBe(before)
    running.type('y')
    const { code, output } = await running.finished
    expect(code).toBe(130)
    expect(output).toMatch(/Written to desk\.prompt\.md/)
    expect(await tuneResult(scenario)).toMatchObject({ stop: { code: 'interrupted' }, written: true })
    expect(await prompt()).not.toBe(before)
  })
})

describe('--tune.out', () => {
  it('writes the tuned prompt elsewhere, and leaves the prompt file alone', async () => {
    const { scenario, before, prompt } = await open()
    const { code, output } = await scenario.run(['--tune.out=tuned/next.prompt.md', '--tune.iterations=3'])
    expect(code).toBe(0)
    expect(output).toMatch(/Written to tuned\/next\.prompt\.md/)
    expect(await prompt()).toBe(before)
    const result = await tuneResult(scenario)
    expect(result).toMatchObject({ written: false, out: 'tuned/next.prompt.md' })
    expect(await scenario.read('tuned/next.prompt.md')).toBe(result.after)
    expect(result.after).not.toBe(before)
  })

  it('is not asked about at a terminal', async () => {
    const { scenario, start } = await open()
    const { code, output } = await start(['--tune.out=next.prompt.md']).finished
    expect(output).not.toMatch(/\[y\]es/)
    expect(code).toBe(0)
    expect(await scenario.read('next.prompt.md')).toBe((await tuneResult(scenario)).after)
  })

  it('refuses the prompt file itself before anything is paid for', async () => {
    const { scenario, before, prompt } = await open()
    const { code, output } = await scenario.run(['--tune.out=./desk.prompt.md'])
    expect(code).toBe(1)
    expect(output).toMatch(/names the prompt file itself/)
    expect(output).not.toMatch(/measuring/)
    expect(await prompt()).toBe(before)
  })

  it('fails when the file cannot be written, and keeps the tuned prompt', async () => {
    const { scenario } = await open()
    await scenario.write('folder/file', '')
    const { code, output } = await scenario.run(['--tune.out=folder', '--tune.iterations=3'])
    expect(code).toBe(1)
    expect(output).toMatch(/could not be written to .*folder/)
    expect(await scenario.read(`${run}/tuned.prompt.md`)).toContain('also:')
  })

  it('takes the prompt of one suite only', async () => {
    const { scenario } = await open()
    const suite = await scenario.read('desk.prompt.test.ts')
    await scenario.write(
      'desk.prompt.test.ts',
      suite + suite.replaceAll(/^import.*$/gm, '').replace('hotel desk', 'other desk'),
    )
    const { code, output } = await scenario.run(['--tune.out=next.prompt.md', '--tune.iterations=3'])
    expect(code).toBe(1)
    expect(output).toMatch(/cannot take the prompts of 2 suites: hotel desk and other desk|2 suites/)
    await expect(scenario.read('next.prompt.md')).rejects.toThrow('ENOENT')
  })
})
