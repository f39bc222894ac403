import { appendFile, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { runCommand } from '../../src/cli/run-command.ts'
import type { PromptBlame } from '../../src/core/prompt-blame.ts'
import { startWorld, withRules } from '../tune/support/tuning-world.ts'

/** Runs the command line in a folder. */
async function command(cwd: string, ...words: string[]) {
  const out: string[] = []
  const err: string[] = []
  const proc = {
    argv: ['node', 'prompt-retune', ...words],
    execPath: process.execPath,
    exitCode: undefined as number | string | null | undefined,
    stdout: { write: (text: string) => out.push(text), columns: 100 },
    stderr: { write: (text: string) => err.push(text) },
    cwd: () => cwd,
  }
  await runCommand(proc)
  return { code: proc.exitCode, stdout: out.join(''), stderr: err.join('') }
}

async function tunedProject() {
  const world = await startWorld({
    decisions: [{ patch: { system: withRules('invoice means money') } }, { stop: 'enough' }],
  })
  await world.tune()
  return world.input.root
}

describe('prompt-retune blame', () => {
  it('explains a prompt file, from any folder of the project', async () => {
    const root = await tunedProject()
    for (const [folder, file] of [
      [root, 'prompts/notes.prompt.md'],
      [join(root, 'prompts'), 'notes.prompt.md'],
      [tmpdir(), join(root, 'prompts/notes.prompt.md')],
    ] as const) {
      const { code, stdout, stderr } = await command(folder, 'blame', file)
      expect(stderr).toBe('')
      expect(code).toBe(0)
      expect(stdout).toMatch(/^prompts\/notes\.prompt\.md\n/)
      expect(stdout).toMatch(/^ +8 +notes\/0001 @1 +.+ +invoice means money$/m)
      expect(stdout).toMatch(/^ +7 +seed +Sort the note\.$/m)
      expect(stdout).toMatch(/rationale +It answers the topics\.\n$/)
    }
  })

  it('gives the same as data with --json', async () => {
    const root = await tunedProject()
    const { code, stdout } = await command(root, 'blame', '--json', 'prompts/notes.prompt.md')
    expect(code).toBe(0)
    const blame: PromptBlame = JSON.parse(stdout)
    expect(blame).toMatchObject({ schema: 'prompt-retune/blame@1', file: 'prompts/notes.prompt.md' })
    expect(blame.lines[7]).toMatchObject({ line: 8, origin: { from: 'tuning', revision: { iteration: 1 } } })
  })

  it('is no command to a runner that prints it, and moves no cursor, as text or as data', async () => {
    const root = await tunedProject()
    await appendFile(join(root, 'prompts/notes.prompt.md'), '##[group]x \u009b31m \u202e\n')
    for (const words of [[], ['--json']]) {
      const { code, stdout } = await command(root, 'blame', ...words, 'prompts/notes.prompt.md')
      expect(code).toBe(0)
      expect(stdout).toContain('x \\')
      expect(stdout).not.toMatch(/##\[|\u009b|\u202e/)
    }
  })

  it('knows nothing of a copy that stands elsewhere', async () => {
    const root = await tunedProject()
    const away = await mkdtemp(join(tmpdir(), 'away-'))
    onTestFinished(() => rm(away, { recursive: true }))
    await cp(join(root, 'prompts/notes.prompt.md'), join(away, 'notes.prompt.md'))
    const { code, stderr } = await command(root, 'blame', join(away, 'notes.prompt.md'))
    expect(code).toBe(2)
    expect(stderr).toContain('no recorded tuning')
  })

  it('tells how it is used', async () => {
    const { code, stdout } = await command(tmpdir(), 'blame', '--help')
    expect(code).toBe(0)
    expect(stdout).toContain('prompt-retune blame FILE')
  })

  it.each([
    ['no file', ['blame'], 'one prompt file is wanted'],
    ['two files', ['blame', 'a.md', 'b.md'], 'one prompt file is wanted'],
    ['an unknown option', ['blame', 'a.md', '--jsn'], 'there is no option --jsn'],
    ['a file that is not there', ['blame', 'a.md'], 'a.md cannot be read (missing)'],
    ['a folder', ['blame', '.'], 'cannot be read (not-a-file)'],
    ['a file that no tuning made', ['blame', 'b.md'], 'no recorded tuning has to do with b.md'],
  ])('ends with 2 and one line for %s', async (_what, words, said) => {
    const folder = await mkdtemp(join(tmpdir(), 'blame-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    await writeFile(join(folder, 'b.md'), 'Hello')
    await mkdir(join(folder, '.prompt-retune/runs/empty/0001'), { recursive: true })
    await writeFile(join(folder, '.prompt-retune/runs/empty/0001/result.json'), '{"torn')
    const { code, stdout, stderr } = await command(folder, ...words)
    expect(code).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toMatch(/^prompt-retune blame: [^\n]+\n$/)
    expect(stderr).toContain(said)
  })
})

describe('prompt-retune comment', () => {
  it('prints no command to a runner, whatever the artifact of a fork holds', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'artifact-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const name = '\n::add-mask::x\u001b[31m'
    const reports = [
      JSON.stringify({ schema: 'prompt-retune/run@1', suites: [], model: { models: { [name]: 3 } } }),
      '{"schema": \n::error::x',
    ]
    for (const text of reports) {
      await writeFile(join(folder, 'run.json'), text)
      const { code, stderr } = await command(folder, 'comment', '--dry-run', '--report=run.json')
      expect(code).toBe(2)
      expect(stderr).toMatch(/^prompt-retune comment: run\.json is no report of a run: \P{Cc}*\n$/u)
    }
  })
})
