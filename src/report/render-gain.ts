import type { Comparison, TuneResult } from '../core/tune-result.ts'
import { oneLine } from './escape-control.ts'
import { formatScore } from './format-number.ts'
import type { Page } from './page.ts'
import type { Span } from './text-layout.ts'

type Field = readonly [label: string, spans: readonly Span[]]

/** The gain of the tuned prompt in words, on dev and on test, and how far the seed's own score wavers. */
export function gainFields({ comparison, noise }: TuneResult, page: Page): Field[] {
  return [
    ['gain', comparison ? [gainSpan(comparison.dev, page)] : []],
    ['', comparison?.test ? [gainSpan(comparison.test, page)] : []],
    ['noise', noise ? [{ text: noiseWords(noise) }] : []],
  ]
}

/** Green or red only where the whole interval is on one side of 0. */
function gainSpan({ words, score }: Comparison, { paint }: Page): Span {
  return { text: oneLine(words), paint: score.low > 0 ? paint.green : score.high < 0 ? paint.red : undefined }
}

function noiseWords({ trials, deviation }: NonNullable<TuneResult['noise']>): string {
  return `standard deviation of the seed's score on dev: ${(deviation * 100).toFixed(1)} points (${trials} trials)`
}

/** A gain on dev that the test cases do not show, or not for certain, is worth a warning. */
export function warnOfTest(result: TuneResult): string | undefined {
  const { seed, tuned, comparison, before, after, accepted } = result
  const [was, is] = [seed.test?.score ?? null, tuned.test?.score ?? null]
  if (before === after || accepted === false || was === null || is === null) return undefined
  const gain = comparison?.test?.score
  if ((gain?.mean ?? is - was) <= 0) {
    const scores = `score ${formatScore(was, 3)} before, ${formatScore(is, 3)} after`
    return `no gain on the test cases (${scores}): the new prompt may not hold beyond dev`
  }
  if (!gain || gain.low > 0) return undefined
  return 'the gain on the test cases may be chance: 0 lies within its interval'
}
