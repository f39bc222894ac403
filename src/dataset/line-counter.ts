/** Turns growing offsets of a text into line numbers, from 1, in one pass. */
export function createLineCounter(text: string | Uint8Array): (offset: number) => number {
  const next = (from: number) =>
    typeof text === 'string' ? text.indexOf('\n', from) : text.indexOf(10, from)
  let line = 1
  let lineEnd = next(0)
  return (offset) => {
    while (lineEnd !== -1 && lineEnd < offset) {
      line++
      lineEnd = next(lineEnd + 1)
    }
    return line
  }
}
