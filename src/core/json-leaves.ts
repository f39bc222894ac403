/** A value in JSON text that holds no other ones: a string, number, boolean or `null`, or an empty object or array. */
export interface JsonLeaf {
  /** Names of members and indices of elements, from the root. */
  readonly path: readonly string[]
  /** Where it stands in the text, in UTF-16 units: without its quotes, unless there is nothing between them. */
  readonly start: number
  readonly end: number
}

interface Container {
  readonly isObject: boolean
  readonly start: number
  /** Of the member at hand. */
  name: string
  index: number
  /** Is what comes next the name of a member? */
  named: boolean
  empty: boolean
}

/** The leaves of JSON text in the order of the text; `undefined` for text that is no JSON. */
export function jsonLeaves(text: string): JsonLeaf[] | undefined {
  try {
    JSON.parse(text)
  } catch {
    return undefined
  }
  const leaves: JsonLeaf[] = []
  const open: Container[] = []
  const add = (start: number, end: number) =>
    leaves.push({
      path: open.map(({ isObject, name, index }) => (isObject ? name : String(index))),
      start,
      end,
    })
  // The text is JSON: it need only be taken apart.
  for (const { 0: token, index: start } of text.matchAll(
    /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|[^\s"{}[\],:]+/g,
  )) {
    const within = open.at(-1)
    const end = start + token.length
    if (token === '}' || token === ']') {
      open.pop()
      if (within?.empty) add(within.start, end)
      continue
    }
    if (token === ',' || token === ':') {
      if (within) {
        within.named = token === ':'
        if (token === ',') within.index += 1
      }
      continue
    }
    if (within) within.empty = false
    if (within?.isObject && !within.named) within.name = String(JSON.parse(token))
    else if (token === '{' || token === '[')
      open.push({ isObject: token === '{', start, name: '', index: 0, named: false, empty: true })
    else if (token.length > 2 && token.startsWith('"')) add(start + 1, end - 1)
    else add(start, end)
  }
  return leaves
}
