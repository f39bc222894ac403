import { stringLeaves } from './string-leaves.ts'
import { requiredJson } from './tagged-json.ts'
import { contentWords } from './words.ts'

function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = [...a].filter((stem) => b.has(stem)).length
  return shared === 0 ? 0 : (2 * shared) / (a.size + b.size)
}

const stemsOf = (value: unknown) =>
  new Set(contentWords(stringLeaves(value).join('\n')).map(({ stem }) => stem))

/** The judge: F1 of the output's words with those of the expected answer, or of the rubric where none is expected. */
export function judgeOutput(message: string): string {
  const { rubric, output, expected } = requiredJson(message, 'judge')
  const measure = expected === undefined || expected === null ? 'the rubric' : 'the expected answer'
  const score = overlap(stemsOf(output), stemsOf(expected ?? rubric))
  const reason = `Lexical stand-in for a judge: the words of the output overlap with those of ${measure} by F1 ${score.toFixed(2)}.`
  return JSON.stringify({ reason, score: Math.round(score * 1000) / 1000 })
}
