const label = String.raw`(?:"[^"\n,]{1,40}"|'[^'\n,]{1,40}'|\x60[^\x60\n,]{1,40}\x60|[\p{L}\p{N}][\p{L}\p{N}_/-]*)`
/** `one of: billing, login, shipping`, to the end of the line or of the sentence. */
const listed = new RegExp(
  String.raw`(\b(?:one of|labels?|categor(?:y|ies)|class(?:es)?|options?|choices?|choose from|allowed values|tags?|topics?|queues?)\b[^:\n{}]{0,30}:[ \t]*)(${label}(?:,[ \t]*${label})+)(,?[ \t]+(?:or|and)[ \t]+)?(${label})?(?=\.?[ \t]*$)`,
  'giu',
)

/** Rewrites the labels of every list within a line, which has no order; the words around them stay. */
export function mapLabels(text: string, reorder: (labels: readonly string[]) => readonly string[]): string {
  return text.replace(listed, (whole: string, lead: string, head: string, join?: string, last?: string) => {
    if (join === undefined && last !== undefined) return whole
    const separators = head.match(/,[ \t]*/g) ?? []
    const labels = [...head.split(/,[ \t]*/), ...(last === undefined ? [] : [last])]
    const ordered = reorder(labels)
    const [first = '', ...rest] = ordered
    return `${lead}${first}${rest.map((each, index) => `${separators[index] ?? join ?? ''}${each}`).join('')}`
  })
}
