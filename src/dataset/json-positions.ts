/** Light scanning of text that is known to be valid JSON: where values start. */

export function skipSpace(text: string, from: number): number {
  let at = from
  while (at < text.length && text.charCodeAt(at) <= 32) at++
  return at
}

/** The offsets of the elements of the array whose `[` stands at `open`. */
export function elementOffsets(text: string, open: number): number[] {
  const offsets: number[] = []
  let at = skipSpace(text, open + 1)
  while (text[at] !== ']') {
    offsets.push(at)
    at = skipSpace(text, skipValue(text, at))
    if (text[at] === ',') at = skipSpace(text, at + 1)
  }
  return offsets
}

/** The offset of a member's value in the object whose `{` stands at `open`; of the last one, if there are several. */
export function memberOffset(text: string, open: number, name: string): number | undefined {
  let found: number | undefined
  let at = skipSpace(text, open + 1)
  while (text[at] !== '}') {
    const keyEnd = skipValue(text, at)
    const value = skipSpace(text, skipSpace(text, keyEnd) + 1)
    if (JSON.parse(text.slice(at, keyEnd)) === name) found = value
    at = skipSpace(text, skipValue(text, value))
    if (text[at] === ',') at = skipSpace(text, at + 1)
  }
  return found
}

/** The offset after the value that starts at `from`. */
function skipValue(text: string, from: number): number {
  let depth = 0
  for (let at = from; at < text.length; ) {
    const char = text[at]
    if (char === '"') at = skipString(text, at)
    else if (char === '{' || char === '[') {
      depth++
      at++
    } else if (char === '}' || char === ']') {
      depth--
      at++
    } else if (depth > 0) at++
    else at = skipLiteral(text, at)
    if (depth === 0) return at
  }
  return text.length
}

function skipString(text: string, open: number): number {
  for (let at = open + 1; at < text.length; at++) {
    const char = text[at]
    if (char === '\\') at++
    else if (char === '"') return at + 1
  }
  return text.length
}

function skipLiteral(text: string, from: number): number {
  let at = from
  while (at < text.length && !/[\s,\]}]/.test(text.charAt(at))) at++
  return at
}
