const token =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them in strings
  /"(?:[^"\\\u0000-\u001f]+|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[[\]{},:]/y

type Wanted = 'value' | 'first value' | 'key' | 'first key' | 'colon' | 'comma' | 'end'

/**
 * Where a text stops being JSON, and why. `JSON.parse` tells the place of some errors only.
 *
 * @param text text that `JSON.parse` refuses
 */
export function locateJsonError(text: string): { offset: number; problem: string } {
  const closers: ('}' | ']')[] = []
  let wanted: Wanted = 'value'
  let offset = 0
  for (;;) {
    while (/[ \t\r\n]/.test(text.charAt(offset))) offset++
    token.lastIndex = offset
    const found = token.exec(text)?.[0]
    const next: Wanted | undefined = found === undefined ? undefined : step(wanted, found, closers)
    if (found === undefined || next === undefined) return { offset, problem: describe(text, offset) }
    wanted = next
    offset += found.length
  }
}

/** What must follow, or nothing when `found` may not stand here. */
function step(wanted: Wanted, found: string, closers: ('}' | ']')[]): Wanted | undefined {
  const afterValue = () => (closers.length === 0 ? 'end' : 'comma')
  if (found === closers.at(-1)) {
    if (wanted !== 'comma' && wanted !== 'first value' && wanted !== 'first key') return undefined
    closers.pop()
    return afterValue()
  }
  switch (wanted) {
    case 'end':
      return undefined
    case 'comma':
      if (found !== ',') return undefined
      return closers.at(-1) === '}' ? 'key' : 'value'
    case 'colon':
      return found === ':' ? 'value' : undefined
    case 'key':
    case 'first key':
      return found.startsWith('"') ? 'colon' : undefined
    case 'value':
    case 'first value':
      if (found === '{') {
        closers.push('}')
        return 'first key'
      }
      if (found === '[') {
        closers.push(']')
        return 'first value'
      }
      return /^[\]},:]/.test(found) ? undefined : afterValue()
  }
}

function describe(text: string, offset: number): string {
  if (offset >= text.length) return 'it ends too early'
  const rest = text.slice(offset, offset + 20).split(/[\r\n]/)[0] ?? ''
  return rest.startsWith('"') && !/^"[^"]*"/.test(rest)
    ? `a string is not closed, or holds a bad escape: ${rest}`
    : `unexpected ${rest}`
}
