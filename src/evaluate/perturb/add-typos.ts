import type { Random } from '../../core/random.ts'

/** One typo for so many words that may have one; one at least. */
const wordsForTypo = 12
/** Typos of a text at most. */
const mostTypos = 4

/** A word in small letters of an alphabet; what has a capital may be a name. */
const word =
  /(?<![\p{L}\p{M}\p{N}_'’@#$/\\.-])[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}]{5,}(?![\p{L}\p{M}\p{N}_'’@/\\-]|\.\p{L})/gu
/** What no typo may touch: code, quotes, addresses, tags, placeholders. */
const kept =
  /`{3}[\s\S]*?(?:`{3}|$)|`[^`\n]*`|"[^"\n]*"|“[^”]*”|„[^“”]*[“”]|«[^»]*»|(?<![\p{L}\p{N}])['‘][^'’\n]+['’](?![\p{L}\p{N}])|\b[a-z][a-z\d+.-]*:\/\/\S+|\bwww\.\S+|\S+@\S+|<[^<>\n]*>|\{\{[^{}]*\}\}|\{[^{}\n]*\}/giu

/** Keys of a QWERTY keyboard and those beside them. */
const neighbours: Readonly<Record<string, string>> = Object.fromEntries(
  ['qwertyuiop', 'asdfghjkl', 'zxcvbnm'].flatMap((row) =>
    [...row].map((key, index) => [key, `${row[index - 1] ?? ''}${row[index + 1] ?? ''}`]),
  ),
)

/**
 * A text with a few slips of the keyboard: two letters swapped, one dropped, doubled, or a key beside it. They are made inside of words of five
 * letters and more; names, numbers, addresses, code and what stands in quotes are left alone.
 *
 * @param spare words in small letters that must stay, such as labels
 * @returns `undefined` where no word may have one
 */
export function addTypos(text: string, random: Random, spare: ReadonlySet<string>): string | undefined {
  const closed = [...text.matchAll(kept)].map(({ index, 0: { length } }) => ({
    start: index,
    end: index + length,
  }))
  const open = [...text.matchAll(word)].filter(
    ({ index, 0: found }) =>
      found === found.toLowerCase() &&
      !spare.has(found) &&
      !closed.some(({ start, end }) => index < end && index + found.length > start),
  )
  const count = Math.min(mostTypos, Math.max(1, Math.round(open.length / wordsForTypo)))
  const chosen = random
    .shuffle(open)
    .slice(0, count)
    .sort((a, b) => a.index - b.index)
  if (chosen.length === 0) return undefined
  let written = ''
  let from = 0
  for (const { index, 0: found } of chosen) {
    written += text.slice(from, index) + misspell(found, random)
    from = index + found.length
  }
  return written + text.slice(from)
}

type Slip = (letters: readonly string[], at: number, random: Random) => readonly string[] | undefined

const slips: readonly Slip[] = [
  (letters, at) => {
    const [here = '', next = ''] = letters.slice(at, at + 2)
    const inside = at + 2 < letters.length && here !== next
    return inside ? [...letters.slice(0, at), next, here, ...letters.slice(at + 2)] : undefined
  },
  (letters, at) => [...letters.slice(0, at), ...letters.slice(at + 1)],
  (letters, at) => [...letters.slice(0, at), letters[at] ?? '', ...letters.slice(at)],
  (letters, at, random) => {
    const near = neighbours[letters[at] ?? ''] ?? ''
    const key = near[random.integer(0, Math.max(0, near.length - 1))]
    return key === undefined ? undefined : [...letters.slice(0, at), key, ...letters.slice(at + 1)]
  },
]

/** First and last letter stay. */
function misspell(found: string, random: Random): string {
  const letters = [...found]
  const places = random.shuffle(letters.map((_, index) => index).slice(1, -1))
  const kinds = random.shuffle(slips)
  for (const slip of kinds) {
    for (const at of places) {
      const slipped = slip(letters, at, random)?.join('')
      if (slipped !== undefined && slipped !== found) return slipped
    }
  }
  return found
}
