import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tuneOptionsSchema } from '../../src/core/options.ts'
import { findCopiedWords } from '../../src/tune/copied-words.ts'
import { findEditorWording } from '../../src/tune/editor-wording.ts'
import { findFormatCollapse } from '../../src/tune/format-collapse.ts'
import { computeObjective } from '../../src/tune/objective.ts'
import { findLimit } from '../../src/tune/stop-rules.ts'
import collapses from './oracles/parse_collapse.json' with { type: 'json' }
import scores from './oracles/score_report.json' with { type: 'json' }
import patches from './oracles/validate_patch.json' with { type: 'json' }

const row = (note: string, expected = '') => ({
  id: 'r',
  input: { note, nested: { list: ['nothing', 'here'] } },
  expected,
  tags: [],
  critical: false,
})

test.for(collapses.cases)('format collapse: $current after $previous', ({ current, previous, result }) => {
  expect(findFormatCollapse(current, previous) !== undefined).toBe(result !== null)
})

test('format collapse is not seen without a judged case', () => {
  expect(findFormatCollapse(null, 0)).toBeUndefined()
})

test.for(patches.cases)('editor-facing wording: $text', ({ text, valid }) => {
  expect(findEditorWording(text ?? '', '').length === 0).toBe(valid)
})

test.for([
  'Replace the current rule with: refunds go to billing.',
  'Given the observed failures, refunds go to billing.',
  'The rest of the prompt stays unchanged.',
  '[existing instructions]\nRefunds go to billing.',
  'This revision addresses refunds.',
  'As the “revised prompt” says.',
  'This was the case in the dev set.',
])('more editor-facing wording: %s', (text) => {
  expect(findEditorWording(text, '')).not.toEqual([])
  expect(findEditorWording(text, `Before. ${text.toUpperCase()} After.`)).toEqual([])
})

test.for([
  'Replace the original text with a summary, and insert a break below.',
  'A tool that trains on a test set is a "bug". Use this update only once.',
  'If the price is unchanged from the previous year, answer 0. Apply the rules above in this order.',
  'Keep the other fields empty. Answer with the existing customer number.',
  'Failures observed by the customer are bugs; fix the failing field first.',
])('plain task wording is let through: %s', (text) => {
  expect(findEditorWording(text, '')).toEqual([])
})

const numbers = (value: unknown): Record<string, number> => Object.fromEntries(Object.entries(value ?? {}))
const scalar = scores.cases.filter(({ task }) => task !== 'hotpotqa')

test('the objective agrees with the released procedure where one scorer is weighed', () => {
  expect(scalar).toHaveLength(40)
  for (const { task, metrics, kwargs, score, chars } of scalar) {
    const given = numbers(kwargs)
    const measured = numbers(metrics)
    const weight = task === 'livebench_math' ? (given.w_task ?? 1) : (given.w_correct ?? 0.5)
    const value = computeObjective(
      { score: measured.task_score ?? measured.accuracy ?? null, brier: measured.brier ?? null },
      chars,
      {
        score: weight,
        brier: given.w_brier ?? 0.05,
        cost: 0,
        length: ((given.prompt_complexity_weight ?? 0) * 1000) / (given.prompt_complexity_unit ?? 1000),
      },
    )
    expect(value).toBeCloseTo(score, 12)
  }
})

test('the objective without a score is nothing, and without a confidence it has no Brier term', () => {
  const weights = { score: 1, brier: 0.5, length: 0.1, cost: 0 }
  expect(computeObjective({ score: null, brier: 0.1 }, 10, weights)).toBeNull()
  expect(computeObjective({ score: 0.5, brier: null }, 1000, weights)).toBeCloseTo(0.4, 12)
})

const words = fc.array(fc.stringMatching(/^[a-z]{3,8}$/), { minLength: 8, maxLength: 30 })

test('eight words in a row of a case are always found, whatever stands between and around them', () => {
  fc.assert(
    fc.property(words, fc.nat(), fc.constantFrom(' ', '\n', ', ', ' - '), (list, pick, between) => {
      const start = pick % (list.length - 7)
      const copied = list.slice(start, start + 8)
      const text = `Rule: ${copied.join(between).toUpperCase()}.`
      expect(findCopiedWords([text], [row(list.join(' '))], '')).toHaveLength(1)
      expect(findCopiedWords([text], [row('x', list.join(' '))], '')).toHaveLength(1)
      expect(findCopiedWords([text], [row(list.join(' '))], `Seed: ${copied.join(' ')}`)).toHaveLength(
        // Runs that reach into "Rule" are in no row, so what the seed held is all there is.
        0,
      )
    }),
    { numRuns: 100 },
  )
})

test('seven words in a row are no copy', () => {
  expect(
    findCopiedWords(
      ['one two three four five six seven other'],
      [row('one two three four five six seven eight')],
      '',
    ),
  ).toEqual([])
})

test('copies are found in languages without spaces, by their words', () => {
  const note = '我上周在你们的网店买了一双鞋但是到现在还没有收到货'
  expect(findCopiedWords([`规则：${note.slice(2, 22)}。`], [row(note)], '')).toHaveLength(1)
  expect(findCopiedWords(['没有收到货的属于物流。'], [row(note)], '')).toEqual([])
})

test.for([
  [{ iteration: 1, streak: 0 }, { iterations: 1 }, 'The one revision that was allowed has been tried.'],
  [{ iteration: 4, streak: 2 }, { iterations: 4 }, 'All 4 revisions that were allowed have been tried.'],
  [{ iteration: 1, streak: 1 }, { patience: 1 }, 'The last revision did not improve the objective on dev.'],
  [{ iteration: 5, streak: 3 }, {}, 'The last 3 revisions did not improve the objective on dev.'],
] as const)('%o under %o ends the tuning: %s', ([progress, options, reason]) => {
  const limit = findLimit(progress, tuneOptionsSchema.parse(options))
  expect(limit?.reason).toBe(reason)
})
