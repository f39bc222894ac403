/** English function words: they tell nothing about a failure. */
const functionWords = new Set(
  `a about above after again against all also although am an and another any are aren't as at be because been before being
  below between both but by can can't cannot could couldn't did didn't do does doesn't doing don't down during each either else
  even ever every few for from further had hadn't has hasn't have haven't having he her here hers herself him himself his how
  however i if in instead into is isn't it it's its itself just let like may me might more most much must my myself neither no
  nor not of off on once one only onto or other our ours ourselves out over own per rather same shall she should shouldn't since
  so some still such than that that's the their theirs them themselves then there these they this those though through thus to
  too toward towards under until up upon us very via was wasn't we were weren't what when where whether which while who whom
  whose why will with within without won't would wouldn't yet you your yours yourself yourselves`.split(
    /\s+/,
  ),
)

/** Words met before: failures are told in few different words, and thousands of texts. */
const known = new Map<string, boolean>()
const mostKnown = 50_000

/** The words of a text in lower case, without function words, numbers and single letters. */
export function contentWords(text: string): string[] {
  return (text.toLowerCase().match(/[\p{L}\p{N}]+(?:['’_-][\p{L}\p{N}]+)*/gu) ?? []).filter(hasContent)
}

function hasContent(word: string): boolean {
  const seen = known.get(word)
  if (seen !== undefined) return seen
  const content = word.length > 1 && /\p{L}/u.test(word) && !functionWords.has(word.replace('’', "'"))
  if (known.size < mostKnown) known.set(word, content)
  return content
}
