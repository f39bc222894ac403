import type { LabelPattern } from './label-pattern.ts'

const uncertainty =
  /\b(?:if|when(?:ever)?|where) (?:you(?:'re| are)? )?(?:unsure|uncertain|unclear|in doubt|not sure|not clear|nothing|none|no \w+ (?:fits|matches|applies))\b|\bin doubt\b/
const otherwise =
  /(?:^|[,;]\s*)otherwise\b|(?:^\W*|\b(?:answer|choose|give|pick|return|say|select|take|use)\b.*)by default\b|^\W*(?:the )?default(?=s? to\b| is\b| label\b|:)|\bfall ?back\b/
const saysFallback = new RegExp(`${uncertainty.source}|${otherwise.source}`, 'i')
const takesTheRest = /\b(?:anything|everything|all) (?:else|other)|\bnone of the (?:above|others?)\b/i

/** Whether a sentence names what to answer when nothing fits; such a sentence is no guide to a label's words. */
export function isFallbackSentence(sentence: string): boolean {
  return saysFallback.test(sentence)
}

/** The label that a sentence makes the answer when nothing fits: the one it mentions alone. */
export function fallbackOf(sentence: string, pattern: LabelPattern): number | undefined {
  const mentioned = [...new Set(pattern.mentions(sentence).map(({ label }) => label))]
  return mentioned.length === 1 ? mentioned[0] : undefined
}

/** Whether a label's entry says that it takes whatever the others leave. */
export function takesEverythingElse(entry: string): boolean {
  return takesTheRest.test(entry)
}
