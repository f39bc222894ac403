import { basename, extname } from 'node:path'
import { messageOf, retuneError } from '../core/errors.ts'
import { readTextFile } from '../core/read-text-file.ts'
import { formatByExtension } from './formats.ts'
import type { RawRow } from './raw-row.ts'

/**
 * Reads the rows of a dataset file, in the format of its extension.
 *
 * @param file the file's name in messages
 */
export async function readFileRows(path: string, file: string): Promise<RawRow[]> {
  const extension = extname(path).toLowerCase()
  const format = formatByExtension.get(extension)
  if (!format) {
    const known = [...formatByExtension.keys()]
    throw retuneError('DATASET_UNKNOWN_FORMAT', { extension, known }, { at: { file } })
  }
  const text = await readText(path, file)
  if (text.trim() === '') return []
  return format.parse(text, file).map(({ line, ...content }) => ({ ...content, at: { file, line } }))
}

async function readText(path: string, file: string): Promise<string> {
  const read = await readTextFile(path)
  const at = { file }
  switch (read.status) {
    case 'ok':
      return read.text.replace(/^\uFEFF/, '')
    case 'missing':
      throw retuneError('DATASET_NOT_FOUND', { name: basename(path), nearby: read.nearby }, { at })
    case 'not-a-file':
      throw retuneError('DATASET_UNREADABLE', { problem: `it is a ${read.kind}` }, { at })
    case 'not-utf8':
      throw retuneError('DATASET_NOT_UTF8', {}, { at: { file, line: read.line } })
    case 'unreadable': {
      const problem = messageOf(read.cause)
      throw retuneError('DATASET_UNREADABLE', { problem }, { at, cause: read.cause })
    }
  }
}
