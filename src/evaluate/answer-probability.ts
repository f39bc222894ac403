import { z } from 'zod'
import type { Case } from '../core/case.ts'
import type { CaseResult } from '../core/case-result.ts'
import { jsonLeaves } from '../core/json-leaves.ts'
import type { AnswerLogprobs, TextLogprobs } from '../model/logprobs/text-logprobs.ts'
import { structuredOutput } from '../model/structured-output.ts'
import type { EvaluationSpec } from './evaluation-spec.ts'
import { scoredFields } from './scored-fields.ts'

type Known = Pick<CaseResult, 'probability' | 'probabilityGap'>
type Path = readonly string[]

/**
 * The probability that the model's tokens gave to what is scored of its answer: the exponential of the sum of the logarithms of all
 * tokens that spell it. Of plain text that is the whole, of structured output the values that `scoredFields` tells.
 */
export function answerProbability(
  { text, logprobs = 'none' }: { readonly text: string; readonly logprobs?: AnswerLogprobs | undefined },
  { expected }: Pick<Case, 'expected'>,
  spec: EvaluationSpec,
): Known {
  if (spec.target) return { probabilityGap: 'target' }
  if (typeof logprobs === 'string') return { probabilityGap: logprobs }
  const sum = sumScored(text, logprobs, expected, spec)
  return typeof sum === 'number' ? { probability: round(Math.exp(sum)) } : { probabilityGap: sum }
}

function sumScored(
  text: string,
  logprobs: TextLogprobs,
  expected: unknown,
  spec: EvaluationSpec,
): number | 'no-field' | 'unreadable' {
  const root = rootOf(spec)
  const fields = scoredFields(spec.scorers, expected)
  const named = spec.scorers.some(({ looksAt = [] }) => looksAt.some((path) => path !== ''))
  if (!root && !named) return logprobs.all
  const paths = jsonLeaves(text)?.map(({ path }) => path)
  if (!paths) return 'no-field'
  // A secret may have been taken out of a recorded text, but none of its values.
  if (paths.length !== logprobs.leaves?.length) return 'unreadable'
  const chosen = chooseLeaves(paths, root ?? [], fields, { named, reported: spec.confidence })
  return chosen.size > 0 ? sumLeaves(logprobs, chosen) : 'no-field'
}

/** As far as the rounded logarithms go. */
function round(probability: number): number {
  return Math.round(probability * 100_000) / 100_000
}

/** Where the output stands in the answer's JSON; `undefined` for plain text. */
function rootOf({ output, confidence }: EvaluationSpec): Path | undefined {
  if (confidence) return output instanceof z.ZodObject ? [] : ['answer']
  if (!output) return undefined
  return structuredOutput('answer', output).wrapped ? ['answer'] : []
}

function chooseLeaves(
  paths: readonly Path[],
  root: Path,
  fields: readonly Path[],
  { named, reported }: { readonly named: boolean; readonly reported: boolean },
): ReadonlySet<number> {
  const below = (field: Path) =>
    paths.flatMap((path, index) => (startsWith(path, [...root, ...field]) ? [index] : []))
  const found = new Set(fields.flatMap(below))
  if (found.size > 0 || named) return found
  const all = below([]).filter((index) => !(reported && paths[index]?.join() === 'confidence'))
  // What is no object has nothing but the answer in it, and an object of one value no other one.
  return new Set(root.length > 0 || all.length === 1 ? all : [])
}

function startsWith(path: Path, start: Path): boolean {
  return start.every((name, index) => path[index] === name)
}

/** A token that spells parts of several values counts once. */
function sumLeaves({ leaves = [], shared = [] }: TextLogprobs, chosen: ReadonlySet<number>): number {
  const own = [...chosen].reduce((sum, index) => sum + (leaves[index] ?? 0), 0)
  return shared
    .filter(([first, last]) => [...chosen].some((index) => first <= index && index <= last))
    .reduce((sum, [, , logprob]) => sum + logprob, own)
}
