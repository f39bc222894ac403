import type { ProbabilityGap } from '../core/case-result.ts'
import { countNoun } from '../core/count-noun.ts'
import type { Metrics } from '../core/metrics.ts'
import { formatScore } from './format-number.ts'

/** `Brier verbal 0.210 / logprobs 0.140`; with one source alone reported confidences need no name. Nothing without either. */
export function describeCalibration(
  name: 'Brier' | 'ECE',
  verbal: number | null,
  logprobs: number | null | undefined,
): string[] {
  const byTokens = logprobs === null || logprobs === undefined ? undefined : formatScore(logprobs, 3)
  if (verbal === null) return byTokens === undefined ? [] : [`${name} logprobs ${byTokens}`]
  const said = formatScore(verbal, 3)
  return [byTokens === undefined ? `${name} ${said}` : `${name} verbal ${said} / logprobs ${byTokens}`]
}

const gapWords = {
  refused: 'the server refuses to tell them',
  none: 'the server told none',
  unreadable: 'they do not spell the answer',
  'no-field':
    'it is not known which value is scored, or the answer lacks it (give a scorer the path of the value)',
  target: "the suite's own target answers, and tells none",
} satisfies Record<ProbabilityGap, string>

/** Why the logprobs that were asked for are not all there; `undefined` where they are. */
export function describeLogprobGaps({ logprobs }: Pick<Metrics, 'logprobs'>): string | undefined {
  if (!logprobs?.gaps) return undefined
  const gaps = Object.entries(logprobs.gaps)
  const lacking = gaps.reduce((sum, [, count]) => sum + count, 0)
  const whys = Object.entries(gapWords).flatMap(([gap, words]) => {
    const count = gaps.find(([name]) => name === gap)?.[1]
    return count === undefined ? [] : [gaps.length > 1 ? `${words} (${count})` : words]
  })
  const whose =
    logprobs.cases === 0
      ? 'No answer has a probability by logprobs'
      : `${countNoun(lacking, 'answer')} of ${lacking + logprobs.cases} without a probability by logprobs`
  return `${whose}: ${whys.join('; ')}.`
}
