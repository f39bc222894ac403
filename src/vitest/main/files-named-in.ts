import { statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/** The files that a test file names in its strings, relative to itself: prompts and datasets among them. Absolute. */
export function filesNamedIn(code: string, testFile: string): string[] {
  const names = Array.from(code.matchAll(/(["'`])([^"'`\n]{1,300})\1/g), ([, , name = '']) => name)
  const files = names.filter((name) => name.includes('.')).map((name) => resolve(dirname(testFile), name))
  return [...new Set(files)].filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile())
}
