/** The separators that Python's `str.split()` takes for white space and Unicode does not. */
const separators = '\u001C-\u001F'
const whiteSpace = new RegExp(`[\\p{White_Space}${separators}]+`, 'u')
/** ASCII punctuation, Python's `string.punctuation`. */
const punctuation = /[!-/:-@[-`{-~]/g
/** Whole words by Python's `\b`, for which letters and digits of every script are word characters and combining marks are not. */
const articles = /(?<![\p{L}\p{N}_])(?:a|an|the)(?![\p{L}\p{N}_])/gu

/** The words of an answer after the rules of HotPotQA (and SQuAD): lower case, no punctuation, no articles. */
export function answerWords(answer: string): string[] {
  return answer
    .toLowerCase()
    .replace(punctuation, '')
    .replace(articles, ' ')
    .split(whiteSpace)
    .filter((word) => word !== '')
}

export interface TokenOverlap {
  readonly f1: number
  readonly precision: number
  readonly recall: number
}

const none: TokenOverlap = { f1: 0, precision: 0, recall: 0 }
const closedAnswers = new Set(['yes', 'no', 'noanswer'])

/**
 * Token F1 by the evaluation script of HotPotQA (Yang et al. 2018): precision and recall over words as a multiset; `yes`,
 * `no` and `noanswer` match only themselves; two empty answers score 0.
 */
export function tokenOverlap(answer: string, gold: string): TokenOverlap {
  const given = answerWords(answer)
  const wanted = answerWords(gold)
  const [answerText, goldText] = [given.join(' '), wanted.join(' ')]
  if (answerText !== goldText && (closedAnswers.has(answerText) || closedAnswers.has(goldText))) return none
  const left = new Map<string, number>()
  for (const word of wanted) left.set(word, (left.get(word) ?? 0) + 1)
  let common = 0
  for (const word of given) {
    const count = left.get(word) ?? 0
    if (count === 0) continue
    common += 1
    left.set(word, count - 1)
  }
  if (common === 0) return none
  const precision = common / given.length
  const recall = common / wanted.length
  return { f1: (2 * precision * recall) / (precision + recall), precision, recall }
}
