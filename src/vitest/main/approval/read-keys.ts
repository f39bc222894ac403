/** Single keys of a terminal, without Enter. */
export interface Keys {
  /** The next key in lower case; a key that is a control sequence never comes. */
  next(): Promise<string>
  /** Takes the terminal, so that each key typed from now on is one: before a question is shown, since Ctrl-C would be a signal else. */
  take(): void
  /** Gives the terminal back, to a program or for good; the next `take()` or `next()` takes it again. */
  release(): void
}

/** The part of a terminal's input that is used. */
export interface KeyInput {
  resume(): unknown
  pause(): unknown
  on(event: 'data', listener: (chunk: Buffer | string) => void): unknown
  on(event: 'end', listener: () => void): unknown
  off(event: 'data', listener: (chunk: Buffer | string) => void): unknown
  off(event: 'end', listener: () => void): unknown
  setRawMode(raw: boolean): unknown
}

export const ctrlC = '\x03'
export const ctrlD = '\x04'

/** Reads keys from a terminal; a closed one gives Ctrl-D for ever. */
export function readKeys(input: KeyInput): Keys {
  const waiting: string[] = []
  let taken = false
  let ended = false
  let wake = () => {}

  const onData = (chunk: Buffer | string) => {
    const text = String(chunk)
    if (!text.startsWith('\x1b')) waiting.push(...text.toLowerCase())
    wake()
  }
  const onEnd = () => {
    ended = true
    wake()
  }

  const take = () => {
    if (taken) return
    taken = true
    input.on('data', onData)
    input.on('end', onEnd)
    input.setRawMode(true)
    input.resume()
  }

  return {
    take,
    async next() {
      take()
      while (waiting.length === 0 && !ended) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      return waiting.shift() ?? ctrlD
    },
    release() {
      if (!taken) return
      taken = false
      input.setRawMode(false)
      input.pause()
      input.off('data', onData)
      input.off('end', onEnd)
    },
  }
}
