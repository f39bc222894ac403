import { noUsage, type Usage } from '../../core/usage.ts'

/** What one call for many texts took, on each of them: tokens by its length, the call on the first. */
export function shareUsage({ calls, inputTokens, outputTokens }: Usage, texts: readonly string[]): Usage[] {
  const whole = texts.reduce((sum, text) => sum + text.length + 1, 0)
  let before = 0
  return texts.map((text, row) => {
    const from = Math.round((inputTokens * before) / whole)
    before += text.length + 1
    const to = Math.round((inputTokens * before) / whole)
    return row === 0
      ? { calls, inputTokens: to - from, outputTokens }
      : { ...noUsage, inputTokens: to - from }
  })
}
