import { parseJson } from '../../core/json.ts'
/** Cuts a stream into its lines of JSON; what is none arrives as `undefined`. */
export function lineReader(take: (message: unknown) => void): (chunk: string) => void {
  let rest = ''
  return (chunk) => {
    const lines = `${rest}${chunk}`.split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) take(parseJson(line))
  }
}
