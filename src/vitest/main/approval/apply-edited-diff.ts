import { applyPatch } from 'diff'

/** Applies a unified diff that a person has edited, so that its line counts may be wrong; `undefined` when it does not apply. */
export function applyEditedDiff(before: string, diff: string): string | undefined {
  try {
    const applied = applyPatch(before, recount(diff))
    return applied === false ? undefined : applied
  } catch {
    return undefined
  }
}

const hunkHeader = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/

/** Puts the true line counts into the header of every hunk. */
function recount(diff: string): string {
  const lines = diff.replace(/\n+$/, '').split('\n')
  const counted = lines.map((line, index) => {
    const header = hunkHeader.exec(line)
    if (!header) return line
    const end = lines.findIndex((other, at) => at > index && hunkHeader.test(other))
    const body = lines.slice(index + 1, end === -1 ? undefined : end)
    const count = (signs: readonly string[]) => body.filter((text) => signs.includes(text[0] ?? ' ')).length
    return `@@ -${header[1]},${count([' ', '-'])} +${header[2]},${count([' ', '+'])} @@`
  })
  return `${counted.join('\n')}\n`
}
