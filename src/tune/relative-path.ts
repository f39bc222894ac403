import { relative, sep } from 'node:path'

/** A file as results and journals name it: from the project root, with forward slashes. */
export function relativePath(root: string, file: string): string {
  return relative(root, file).split(sep).join('/')
}
