/** Why a scorer cannot judge, in words that follow its name: `needs the row field "expected" ...`. */
export class ScorerProblem extends Error {
  override readonly name = 'ScorerProblem'
}
