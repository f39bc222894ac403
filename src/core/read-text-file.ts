import { isUtf8 } from 'node:buffer'
import { readdir, readFile, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/** What became of reading a text file; a byte order mark stays in `text`. */
export type TextFile =
  | { readonly status: 'ok'; readonly text: string }
  /** `nearby`: the names that do stand in its folder. */
  | { readonly status: 'missing'; readonly nearby: readonly string[] }
  | { readonly status: 'not-a-file'; readonly kind: 'folder' | 'special file' }
  | { readonly status: 'not-utf8'; readonly line: number }
  | { readonly status: 'unreadable'; readonly cause: unknown }

/** Reads a whole UTF-8 file. Never throws: each caller names the trouble in its own words. */
export async function readTextFile(path: string): Promise<TextFile> {
  try {
    const stats = await stat(path)
    if (!stats.isFile()) {
      return { status: 'not-a-file', kind: stats.isDirectory() ? 'folder' : 'special file' }
    }
    return decodeUtf8(await readFile(path))
  } catch (cause) {
    if (!isMissing(cause)) return { status: 'unreadable', cause }
    return { status: 'missing', nearby: await readdir(dirname(path)).catch(() => []) }
  }
}

/** Decodes strictly: where a byte sequence is not UTF-8, its line is told. */
export function decodeUtf8(bytes: Buffer): Extract<TextFile, { status: 'ok' | 'not-utf8' }> {
  if (isUtf8(bytes)) return { status: 'ok', text: bytes.toString('utf8') }
  let line = 1
  for (let start = 0; start < bytes.length; line++) {
    const lineEnd = bytes.indexOf(10, start)
    const end = lineEnd === -1 ? bytes.length : lineEnd
    if (!isUtf8(bytes.subarray(start, end))) break
    start = end + 1
  }
  return { status: 'not-utf8', line }
}

function isMissing(thrown: unknown): boolean {
  return (
    thrown instanceof Error && 'code' in thrown && (thrown.code === 'ENOENT' || thrown.code === 'ENOTDIR')
  )
}
