import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { renderPatch } from '../../../src/report/render-patch.ts'
import { applyEditedDiff } from '../../../src/vitest/main/approval/apply-edited-diff.ts'
import { askApproval } from '../../../src/vitest/main/approval/ask-approval.ts'
import { isInteractive } from '../../../src/vitest/main/approval/is-interactive.ts'
import { ctrlD, readKeys } from '../../../src/vitest/main/approval/read-keys.ts'
import { sampleTuning } from '../../report/sample-data.ts'

describe('isInteractive', () => {
  const tty = { isTTY: true }
  const at = (env: Record<string, string>, stdin = tty, stdout = tty) => isInteractive({ stdin, stdout, env })

  it('wants a terminal on both sides, and no CI', () => {
    expect(at({})).toBe(true)
    expect(at({ CI: '' })).toBe(true)
    expect(at({ CI: 'false' })).toBe(true)
    expect(isInteractive({ stdin: {}, stdout: tty, env: {} })).toBe(false)
    expect(isInteractive({ stdin: tty, stdout: {}, env: {} })).toBe(false)
  })

  it.each(['CI', 'GITHUB_ACTIONS', 'TF_BUILD', 'JENKINS_URL'])('takes %s for CI', (name) => {
    expect(at({ [name]: 'true' })).toBe(false)
  })
})

describe('applyEditedDiff', () => {
  const lines = fc.array(fc.constantFrom('one', 'two', '', '- three', '+ four', '@@ five', '{{six}}'), {
    maxLength: 12,
  })
  const texts = fc
    .tuple(lines, fc.constantFrom('', '\n'), fc.constantFrom('\n', '\r\n'))
    .map(([parts, end, lineEnd]) => parts.join('\n').concat(end).replaceAll('\n', lineEnd))

  it('gives the tuned text again from a diff that was left alone', () => {
    fc.assert(
      fc.property(texts, texts, (before, after) => {
        expect(applyEditedDiff(before, renderPatch('a.prompt.md', before, after))).toBe(after)
      }),
    )
  })

  const before = 'a\nb\nc\nd\ne\nf\ng\nh\n'
  const diff = renderPatch('a.prompt.md', before, 'A\nb\nc\nd\ne\nf\ng\nH\n')

  it('takes added, dropped and changed lines, whatever the counts in the headers say', () => {
    expect(applyEditedDiff(before, diff.replace('+A', '+A1\n+A2'))).toBe('A1\nA2\nb\nc\nd\ne\nf\ng\nH\n')
    expect(applyEditedDiff(before, diff.replace('+H\n', ''))).toBe('A\nb\nc\nd\ne\nf\ng\n')
    expect(applyEditedDiff(before, diff.replace('-a\n+A', ' a'))).toBe('a\nb\nc\nd\ne\nf\ng\nH\n')
  })

  it('refuses what does not fit', () => {
    expect(applyEditedDiff(before, diff.replace('-a', '-x'))).toBeUndefined()
    expect(applyEditedDiff(before, diff.replace('@@ -1', '@@ nonsense'))).toBeUndefined()
  })
})

describe('readKeys', () => {
  function open() {
    const modes: boolean[] = []
    const input = Object.assign(new PassThrough(), { setRawMode: (raw: boolean) => modes.push(raw) })
    return { input, modes, keys: readKeys(input) }
  }

  it('gives single keys, those that were typed ahead too, and no control sequence', async () => {
    const { input, keys } = open()
    input.write('Ye')
    expect([await keys.next(), await keys.next()]).toEqual(['y', 'e'])
    const next = keys.next()
    input.write('\x1b[A')
    setImmediate(() => input.write('n'))
    expect(await next).toBe('n')
  })

  it('takes the terminal only while it waits, and gives it back as it was', async () => {
    const { input, modes, keys } = open()
    expect(modes).toEqual([])
    input.write('y')
    await keys.next()
    expect(modes).toEqual([true])
    keys.release()
    keys.release()
    expect(modes).toEqual([true, false])
    expect(input.listenerCount('data') + input.listenerCount('end')).toBe(0)
    expect(input.isPaused()).toBe(true)
  })

  it('gives Ctrl-D for ever when the terminal is closed', async () => {
    const { input, keys } = open()
    input.end()
    expect([await keys.next(), await keys.next()]).toEqual([ctrlD, ctrlD])
  })
})

describe('askApproval', () => {
  const before = '<!-- system -->\nSort.\n<!-- user -->\n{{note}}\n'
  const after = before.replace('Sort.', 'Sort well.')

  /** Asks with these keys typed, and an editor that runs one line of shell on the diff, `$1`. */
  async function ask(typed: string, line = 'true') {
    const root = await mkdtemp(join(tmpdir(), 'approval-'))
    onTestFinished(() => rm(root, { recursive: true }))
    const result = { ...sampleTuning, before, after }
    await mkdir(join(root, result.folder), { recursive: true })
    const editor = join(root, 'editor.sh')
    await writeFile(editor, `#!/bin/sh\n${line}\n`)
    await chmod(editor, 0o755)
    const waiting = [...typed]
    let said = ''
    let taken = false
    const take = (now: boolean) => {
      taken = now
    }
    const approval = await askApproval(
      result,
      { root, target: 'a.prompt.md' },
      {
        keys: {
          next: async () => waiting.shift() ?? ctrlD,
          take: () => take(true),
          release: () => take(false),
        },
        output: {
          write(text) {
            // A Ctrl-C that answers the question must be a key by then, and no signal.
            if (/Write a.prompt.md/.test(String(text))) expect(taken).toBe(true)
            said += text
            return true
          },
        },
        env: { EDITOR: editor },
      },
    )
    return { approval, said }
  }

  it.each([
    ['y', { accepted: true }],
    ['n', { accepted: false }],
    [' \rqy', { accepted: true }],
    ['\x03', { accepted: false, interrupted: true }],
    ['\x04', { accepted: false }],
    ['', { accepted: false }],
    ['ey', { accepted: true }],
    ['en', { accepted: false }],
  ])('takes %j', async (typed, approval) => {
    expect((await ask(typed)).approval).toEqual(approval)
  })

  it('asks with the changes that were made in the editor, and takes them over', async () => {
    const { approval, said } = await ask('ey', `sed -i 's/^+Sort well/+Sort with care/' "$1"`)
    expect(approval).toEqual({ accepted: true, source: before.replace('Sort.', 'Sort with care.') })
    expect(said).toContain('Write a.prompt.md with your changes?')
  })

  it.each([
    ['nonsense', 'echo nonsense > "$1"', /changes nothing/],
    ['lines that do not fit', `sed -i 's/^-Sort/-Sing/' "$1"`, /does not apply/],
    ['no change at all', `sed -i 's/^+.*well.*/+Sort./' "$1"`, /changes nothing/],
    ['a broken prompt', `sed -i 's/^+Sort.*/+{{ open/' "$1"`, /makes no prompt: .*:2: /],
    ['an exit code', 'exit 7', /exit code 7/],
  ])('keeps the tuned prompt when the editor leaves %s', async (_what, line, said) => {
    const asked = await ask('ey', line)
    expect(asked.approval).toEqual({ accepted: true })
    expect(asked.said).toMatch(said)
  })
})
