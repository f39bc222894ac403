import type { LintRule } from '../lint-rule.ts'
import { promptLines } from '../prompt-lines.ts'

/** Share of a line's words that are no words. */
const dense = 0.4
const leastBad = 2

/** UTF-8 that was read as Latin-1 or Windows-1252, and what decoders put where they failed. */
const garbled = /\uFFFD|Ã[\u0080-\u00BF\u2018-\u2122]|â€[\u0080-\u2122]|Â[\u00A0-\u00BF]/
const control = /(?!\t)\p{Cc}/u
/** Code, JSON, paths and addresses are not prose. */
const technical = /[\\/_<>{}[\]=|@#$`]|:\/\//

/** Lines that hardly hold words: broken encodings, control characters, keyboard mash, pasted encoded data. */
export const gibberish: LintRule = ({ prompt }) =>
  promptLines(prompt).flatMap(({ text, line }) => {
    const problem = problemOf(text)
    return problem === undefined
      ? []
      : { severity: 'warning', message: problem, at: { file: prompt.path, line } }
  })

function problemOf(text: string): string | undefined {
  if (control.test(text)) return 'holds control characters'
  if (garbled.test(text)) return 'holds characters of a broken encoding'
  const words = text.split(/\s+/).filter((word) => word.length >= 4 && !technical.test(word))
  const bad = words.filter(isMash)
  if (bad.length < leastBad || bad.length < dense * words.length) {
    return words.some((word) => word.length >= 80 && isMash(word))
      ? 'holds a long run of encoded data'
      : undefined
  }
  return `hardly holds words: ${bad.length} of ${words.length} look like gibberish ("${bad[0]?.slice(0, 20)}")`
}

/** Latin letters without a vowel, six consonants in a row, one letter five times, or letters and digits mixed at random. */
function isMash(word: string): boolean {
  const letters = word.replace(/[^\p{L}\d]/gu, '')
  if (!/^[\dA-Za-z]+$/.test(letters) || letters.length < 4 || /^\d+$/.test(letters)) return false
  if (/^[A-Z\d]+s?$/.test(letters) && letters.length <= 8) return false
  const lower = letters.toLowerCase()
  if (/([a-z])\1{4}/.test(lower)) return true
  if (!/\d/.test(lower)) return !/[aeiouy]/.test(lower) || /[bcdfghjklmnpqrstvwxz]{6}/.test(lower)
  return lower.length >= 16 && (lower.match(/\d[a-z]|[a-z]\d/g)?.length ?? 0) >= 4
}
