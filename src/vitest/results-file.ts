import { closeSync, openSync, readSync, writeSync } from 'node:fs'
import { type CaseResult, caseResultSchema } from '../core/case-result.ts'

/** Bytes that are read and written at once. */
const chunk = 65_536
const lineBreak = 0x0a

export interface ResultsFile {
  add(result: CaseResult): void
  end(): void
}

/** Results on the way from a worker to the main process, a line each: too many to be carried by tests. */
export function writeResults(path: string): ResultsFile {
  const file = openSync(path, 'w', 0o600)
  let lines: string[] = []
  let waiting = 0
  const flush = () => {
    if (lines.length > 0) writeSync(file, lines.join(''))
    lines = []
    waiting = 0
  }
  return {
    add(result) {
      const line = `${JSON.stringify(result)}\n`
      lines.push(line)
      waiting += line.length
      if (waiting >= chunk) flush()
    },
    end() {
      flush()
      closeSync(file)
    },
  }
}

/** @throws what the file system and `JSON.parse` throw, and ZodError */
export function* readResults(path: string): Generator<CaseResult> {
  const file = openSync(path, 'r')
  try {
    let rest = Buffer.alloc(0)
    const bytes = Buffer.alloc(chunk)
    for (let length = readSync(file, bytes); length > 0; length = readSync(file, bytes)) {
      const held = Buffer.concat([rest, bytes.subarray(0, length)])
      let start = 0
      for (let end = held.indexOf(lineBreak); end !== -1; end = held.indexOf(lineBreak, start)) {
        yield caseResultSchema.parse(JSON.parse(held.toString('utf8', start, end)))
        start = end + 1
      }
      rest = held.subarray(start)
    }
  } finally {
    closeSync(file)
  }
}
