/** Finds the labels of a set in text: whole words, any case, `_`, `-` and blanks alike. */
export interface LabelPattern {
  readonly labels: readonly string[]
  /** The labels that a text mentions, in order, with repeats. */
  mentions(text: string): { label: number; index: number; end: number }[]
}

const literally = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
const plain = (text: string) =>
  text
    .toLowerCase()
    .replace(/[-_\s]+/g, ' ')
    .trim()

export function createLabelPattern(labels: readonly string[]): LabelPattern {
  const numbers = new Map(labels.map((label, index) => [plain(label), index]))
  const alternatives = [...numbers.keys()]
    .filter(Boolean)
    .sort((a, b) => b.length - a.length)
    .map((label) => label.split(' ').map(literally).join('[-_\\s]+'))
  const pattern =
    alternatives.length === 0
      ? undefined
      : new RegExp(`(?<![\\p{L}\\p{N}_])(?:${alternatives.join('|')})(?![\\p{L}\\p{N}_])`, 'giu')
  return {
    labels,
    mentions(text) {
      if (!pattern) return []
      return [...text.matchAll(pattern)].flatMap((match) => {
        const label = numbers.get(plain(match[0]))
        return label === undefined ? [] : [{ label, index: match.index, end: match.index + match[0].length }]
      })
    },
  }
}
