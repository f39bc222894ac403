import { jsonLeaves } from '../core/json-leaves.ts'

/** A token of an answer, and the natural logarithm of its probability. */
export interface TokenLogprob {
  readonly token: string
  readonly logprob: number
}

/** How sure the model is of a value that it chose, by where the value stands in its answer; the text itself at the empty path. */
export interface Certainty {
  readonly path: readonly string[]
  /** In [0, 1]. */
  readonly share: number
}

/** The smallest share that is told, since a rounded one may be 0. */
const least = 0.0005

/**
 * The answer in tokens of four characters at most, none of which reaches over the border of a value. What was chosen has the share of
 * the choice on its first token; all else the model never doubts.
 */
export function tokenLogprobs(text: string, certainties: readonly Certainty[]): TokenLogprob[] {
  const shares = new Map(certainties.map(({ path, share }) => [JSON.stringify(path), share]))
  const whole = shares.get('[]')
  if (whole !== undefined) return cut(text, whole)
  const leaves = jsonLeaves(text) ?? []
  const tokens: TokenLogprob[] = []
  let at = 0
  for (const { path, start, end } of leaves) {
    tokens.push(
      ...cut(text.slice(at, start), 1),
      ...cut(text.slice(start, end), shares.get(JSON.stringify(path)) ?? 1),
    )
    at = end
  }
  return [...tokens, ...cut(text.slice(at), 1)]
}

function cut(text: string, share: number): TokenLogprob[] {
  const characters = [...text]
  return Array.from({ length: Math.ceil(characters.length / 4) }, (_, index) => ({
    token: characters.slice(4 * index, 4 * index + 4).join(''),
    logprob: index === 0 ? Math.log(Math.max(least, share)) : 0,
  }))
}

/** A token as both APIs write it. */
export function writeToken({ token, logprob }: TokenLogprob) {
  return { token, logprob, bytes: [...Buffer.from(token)], top_logprobs: [] }
}
