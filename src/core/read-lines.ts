const lineBreak = 0x0a

/** The lines of a stream of bytes, one at a time: a file may be larger than memory. Empty ones are left out. */
export async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let rest: Buffer[] = []
  for await (const chunk of chunks) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    let start = 0
    for (let end = bytes.indexOf(lineBreak); end !== -1; end = bytes.indexOf(lineBreak, start)) {
      // A character may stand across two chunks.
      const line =
        rest.length === 0
          ? bytes.toString('utf8', start, end)
          : Buffer.concat([...rest, bytes.subarray(start, end)]).toString('utf8')
      rest = []
      start = end + 1
      if (line.length > 0) yield line
    }
    if (start < bytes.length) rest.push(bytes.subarray(start))
  }
  const last = Buffer.concat(rest)
  if (last.length > 0) yield last.toString('utf8')
}
