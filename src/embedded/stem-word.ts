/** Endings that derive one word from another, with the least number of letters that must stay in front. */
const derivations: readonly (readonly [ending: string, stays: number])[] = [
  ['ization', 4],
  ['ation', 4],
  ['ement', 4],
  ['ment', 4],
  ['ness', 4],
  ['ance', 4],
  ['ence', 4],
  ['able', 4],
  ['ible', 4],
  ['ally', 4],
  ['ful', 4],
  ['ity', 4],
  ['ion', 4],
  ['ate', 5],
  ['at', 5],
  ['ly', 4],
  ['al', 5],
]

const vowel = /[aeiouy]/

function withoutInflection(word: string): string {
  let rest = word
  if (rest.endsWith('ies') && rest.length > 4) rest = `${rest.slice(0, -3)}y`
  else if (rest.endsWith('s') && !/(?:ss|us|is)$/.test(rest)) rest = rest.slice(0, -1)
  for (const ending of ['ing', 'ed']) {
    const front = rest.slice(0, -ending.length)
    if (rest.endsWith(ending) && front.length >= 3 && vowel.test(front)) return front
  }
  return rest
}

function withoutDerivation(word: string): string {
  const found = derivations.find(
    ([ending, stays]) => word.endsWith(ending) && word.length - ending.length >= stays,
  )
  return found ? word.slice(0, -found[0].length) : word
}

/**
 * A light suffix stemmer in the manner of Porter (1980): inflections, some derivations, then final doubles, e and y, so that
 * "cancelled", "cancels" and "cancellation" meet. Words of three letters and words with other than a-z stay as they are.
 */
export function stemWord(word: string): string {
  if (word.length <= 3 || !/^[a-z]+$/.test(word)) return word
  const stem = withoutDerivation(withoutInflection(word))
  const plain = stem.length > 3 ? stem.replace(/(?:e|y|i)$/, '') : stem
  return plain.length > 3 ? plain.replace(/([^aeiou])\1$/, '$1') : plain
}
