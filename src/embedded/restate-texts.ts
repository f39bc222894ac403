import { retuneError } from '../core/errors.ts'
import { isRecord } from '../core/json.ts'
import { everydaySynonyms } from './everyday-synonyms.ts'
import { requiredJson } from './tagged-json.ts'

const synonyms = new Map(everydaySynonyms)
const pattern = new RegExp(
  `(?<![\\p{L}\\p{N}'’])(?:${everydaySynonyms.map(([from]) => from.replaceAll("'", "['’]")).join('|')})(?![\\p{L}\\p{N}'’])`,
  'giu',
)
/** Left as it is: what stands in quotes. */
const parts = /("[^"\n]*"|“[^”]*”|`[^`\n]*`)/

/**
 * Restatement: everyday words and short forms for others that say the same, by a small list; of a text that has none, a frame around it. It
 * knows no grammar, so that it changes little.
 */
export function restateTexts(message: string): string {
  const { manner, texts } = requiredJson(message, 'texts')
  if (!Array.isArray(texts)) {
    throw retuneError('EMBEDDED_BAD_REQUEST', {
      problem: 'between <texts> and </texts> there is no list "texts"',
    })
  }
  const restated = texts.filter(isRecord).map(({ name, text }) => ({
    name: String(name),
    text: restate(String(text), String(manner)),
  }))
  return JSON.stringify({ texts: restated })
}

function restate(text: string, manner: string): string {
  const said = text
    .split(parts)
    .map((part, index) => (index % 2 === 1 ? part : part.replace(pattern, exchange)))
    .join('')
  if (/everyday/.test(manner) && said !== text) return said
  const framed = said.trim()
  return /formal/.test(manner) ? `This is what it is about. ${framed}` : `To say it briefly: ${framed}`
}

function exchange(found: string): string {
  const to = synonyms.get(found.toLowerCase().replaceAll('’', "'")) ?? found
  return /^\p{Lu}/u.test(found) ? to.charAt(0).toUpperCase() + to.slice(1) : to
}
