import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { applyPatch } from '../../src/prompt/apply-patch.ts'
import { readPrompt } from '../../src/prompt/read-prompt.ts'
import { replaceFile } from '../../src/prompt/replace-file.ts'
import { writePrompt } from '../../src/prompt/write-prompt.ts'

let scratch = ''
let root = ''
let file = ''
const before = '\uFEFF<!-- system -->\r\nold\r\n<!-- user -->\r\n{{a}}'

beforeEach(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'prompt-'))
  root = join(scratch, 'project')
  file = join(root, 'p.prompt.md')
  await mkdir(root)
  await writeFile(file, before)
})
afterEach(() => rm(scratch, { recursive: true }))

async function patched(path = file) {
  return applyPatch(await readPrompt(path, 'p.prompt.md'), { system: 'new' })
}

describe('writePrompt', () => {
  it('replaces the file, keeps its mode, leaves nothing behind', async () => {
    await chmod(file, 0o640)
    await writePrompt(await patched(), { root, file, expected: before })
    expect(await readFile(file, 'utf8')).toBe(before.replace('old', 'new'))
    expect((await stat(file)).mode & 0o777).toBe(0o640)
    expect(await readdir(root)).toEqual(['p.prompt.md'])
  })

  it('refuses a file that changed meanwhile', async () => {
    const prompt = await patched()
    await writeFile(file, `${before} edited`)
    await expect(writePrompt(prompt, { root, file, expected: before })).rejects.toMatchObject({
      code: 'PROMPT_CHANGED',
      message: expect.stringMatching(/^p\.prompt\.md: .*changed on disk/),
    })
    expect(await readFile(file, 'utf8')).toBe(`${before} edited`)
    expect(await readdir(root)).toEqual(['p.prompt.md'])
  })

  it('leaves an equal file untouched, and still tells when it changed', async () => {
    const prompt = await readPrompt(file)
    const { ino } = await stat(file)
    await writePrompt(prompt, { root, file, expected: before })
    expect((await stat(file)).ino).toBe(ino)
    await writeFile(file, 'edited')
    await expect(writePrompt(prompt, { root, file, expected: before })).rejects.toMatchObject({
      code: 'PROMPT_CHANGED',
    })
  })

  it('refuses a path outside the root', async () => {
    const outside = join(scratch, 'outside.prompt.md')
    await writeFile(outside, before)
    const prompt = await patched(outside)
    for (const path of [outside, join(root, '..', 'outside.prompt.md')]) {
      await expect(writePrompt(prompt, { root, file: path, expected: before })).rejects.toMatchObject({
        code: 'PROMPT_OUTSIDE_ROOT',
      })
    }
    expect(await readFile(outside, 'utf8')).toBe(before)
  })

  it('refuses links that lead out, of the file and of a folder', async () => {
    const elsewhere = join(scratch, 'project-2')
    await mkdir(elsewhere)
    await writeFile(join(elsewhere, 'q.prompt.md'), before)
    await symlink(join(elsewhere, 'q.prompt.md'), join(root, 'link.prompt.md'))
    await symlink(elsewhere, join(root, 'folder'))
    const prompt = await patched()
    for (const path of [join(root, 'link.prompt.md'), join(root, 'folder', 'q.prompt.md')]) {
      await expect(writePrompt(prompt, { root, file: path, expected: before })).rejects.toMatchObject({
        code: 'PROMPT_OUTSIDE_ROOT',
        message: expect.stringContaining('project-2'),
      })
    }
    expect(await readFile(join(elsewhere, 'q.prompt.md'), 'utf8')).toBe(before)
  })

  it('follows a link that stays inside', async () => {
    const link = join(root, 'link.prompt.md')
    await symlink('p.prompt.md', link)
    await writePrompt(await patched(), { root, file: link, expected: before })
    expect((await lstat(link)).isSymbolicLink()).toBe(true)
    expect(await readFile(file, 'utf8')).toBe(before.replace('old', 'new'))
  })

  it('says so when the file is gone', async () => {
    const prompt = await patched()
    await rm(file)
    await expect(writePrompt(prompt, { root, file, expected: before })).rejects.toMatchObject({
      code: 'PROMPT_WRITE_FAILED',
      cause: expect.objectContaining({ code: 'ENOENT' }),
    })
    expect(await readdir(root)).toEqual([])
  })
})

describe('replaceFile', () => {
  it('leaves the file and no temporary one when the last look fails', async () => {
    const refuse = async () => {
      await writeFile(file, 'edited in between')
      throw new Error('changed')
    }
    await expect(replaceFile(file, 'new', await stat(file), refuse)).rejects.toThrow('changed')
    expect(await readFile(file, 'utf8')).toBe('edited in between')
    expect(await readdir(root)).toEqual(['p.prompt.md'])
  })
})

describe('readPrompt', () => {
  it('names a missing file and the one that was meant', async () => {
    await expect(readPrompt(join(root, 'q.prompt.md'), 'q.prompt.md')).rejects.toMatchObject({
      code: 'PROMPT_NOT_FOUND',
      message: expect.stringMatching(/^q\.prompt\.md: .*Did you mean "p\.prompt\.md"\?$/),
    })
    await expect(readPrompt(join(root, 'no', 'q.md'))).rejects.toMatchObject({ code: 'PROMPT_NOT_FOUND' })
  })

  it('names a folder, and the line that is not UTF-8', async () => {
    await expect(readPrompt(root)).rejects.toMatchObject({ code: 'PROMPT_UNREADABLE' })
    await writeFile(
      file,
      Buffer.concat([Buffer.from('<!-- user -->\nfine é\nbad '), Buffer.from([0xe9, 10])]),
    )
    await expect(readPrompt(file)).rejects.toMatchObject({ code: 'PROMPT_NOT_UTF8', at: { file, line: 3 } })
  })
})
