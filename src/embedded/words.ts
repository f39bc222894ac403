import { isFunctionWord } from './function-words.ts'
import { stemWord } from './stem-word.ts'

/** A content word as it stands in a text (lower case) and its stem. */
export interface Word {
  readonly surface: string
  readonly stem: string
}

const token = /[\p{L}\p{N}]+(?:['’][\p{L}]+)*/gu
/** Figures, ordinal ones (`2nd`) among them. */
const number = /^\p{N}+(?:st|nd|rd|th)?$/u
const phraseEnd = /[.,;:!?()[\]{}"“”|\n]+/

/** All words of a text in lower case, function words and numbers among them. */
export function allWords(text: string): string[] {
  return (text.normalize('NFKC').toLowerCase().match(token) ?? []).map((word) => word.replaceAll('’', "'"))
}

function toWord(word: string): Word[] {
  if (isFunctionWord(word)) return []
  const surface = word.replace(/'s$/, '')
  if (surface.length < 2 || number.test(surface) || isFunctionWord(surface)) return []
  return [{ surface, stem: stemWord(surface) }]
}

/** The content words of a text, phrase by phrase (a phrase ends at punctuation). */
export function phrases(text: string): Word[][] {
  return text
    .split(phraseEnd)
    .map((phrase) => allWords(phrase).flatMap(toWord))
    .filter((words) => words.length > 0)
}

/** The content words of a text in order. */
export function contentWords(text: string): Word[] {
  return allWords(text).flatMap(toWord)
}

/** Each stem once, with the first form it came in. */
export function uniqueWords(words: readonly Word[]): Word[] {
  const seen = new Map<string, Word>()
  for (const word of words) if (!seen.has(word.stem)) seen.set(word.stem, word)
  return [...seen.values()]
}

/** Neighbouring content words as one term. */
export function wordPairs(words: readonly Word[]): string[] {
  return words.slice(1).map((word, index) => `${words[index]?.stem ?? ''} ${word.stem}`)
}
