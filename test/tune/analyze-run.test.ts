import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Topic } from '../../src/core/diagnosis.ts'
import { diagnosisOptionsSchema } from '../../src/core/options.ts'
import { type TuneIteration, tuneAnalysisSchema } from '../../src/core/tune-result.ts'
import { noUsage } from '../../src/core/usage.ts'
import { computeMetrics } from '../../src/evaluate/compute-metrics.ts'
import { parsePrompt } from '../../src/prompt/parse-prompt.ts'
import { analyzeRun } from '../../src/tune/analysis/analyze-run.ts'
import { startWorld, withRules } from './support/tuning-world.ts'

const seed = parsePrompt(
  '<!-- system -->\nSort the note by its queue.\n<!-- user -->\n{{note}}\n',
  'a.prompt.md',
)

interface Told {
  /** Names of the topics; the first letters are the id. */
  readonly topics: readonly (string | Partial<Topic>)[]
  readonly scores?: readonly [optimization: number | null, dev: number | null]
  readonly patch?: string
  readonly text?: string
}

function topic(given: string | Partial<Topic>): Topic {
  const fields = typeof given === 'string' ? { name: given } : given
  const { name = 'nameless' } = fields
  return {
    id: name.slice(0, 3),
    definition: '',
    terms: [],
    examples: [],
    caseIds: ['c'],
    diagnoses: 1,
    prevalence: 0.5,
    retained: true,
    ...fields,
    name,
  }
}

function iterationsOf(told: readonly Told[]): TuneIteration[] {
  return told.map(({ topics, scores: [optimization, dev] = [0.5, 0.5], patch, text }, iteration) => {
    const metrics = computeMetrics([])
    return {
      iteration,
      promptHash: `hash-${iteration}`,
      promptLength: 100 + iteration,
      optimization: { ...metrics, score: optimization },
      dev: { ...metrics, score: dev },
      objective: dev,
      improved: false,
      report: {
        schema: 'prompt-retune/diagnostic@1',
        metrics,
        topics: topics.map(topic),
        other: { diagnoses: 0, caseIds: [] },
        gone: [],
        formatErrors: {},
        embedder: 'local',
        cost: { critiques: noUsage, embeddings: noUsage, topics: noUsage, assignments: noUsage, reused: 0 },
        critiqued: 0,
        mechanical: 0,
        usage: {},
        notes: [],
      },
      ...(iteration > 0
        ? { patch: { sections: { system: text ?? 'Sort the note by its queue.' }, rationale: patch ?? '' } }
        : {}),
    }
  })
}

const analyze = (told: readonly Told[]) => analyzeRun(iterationsOf(told), seed)

describe('topics over the iterations', () => {
  test('where each was seen, its longest unbroken run, and whether it was gone in the end', () => {
    const { topics, promptLengths } = analyze([
      { topics: ['refunds missed', 'login missed'] },
      { topics: ['refunds missed'] },
      { topics: ['refunds missed', 'tone too harsh'] },
      { topics: ['login missed'] },
      { topics: ['login missed', 'refunds missed'] },
    ])
    expect(topics).toEqual([
      { id: 'ref', name: 'refunds missed', iterations: [0, 1, 2, 4], longestRun: 3, gone: false },
      { id: 'log', name: 'login missed', iterations: [0, 3, 4], longestRun: 2, gone: false },
      { id: 'ton', name: 'tone too harsh', iterations: [2], longestRun: 1, gone: true },
    ])
    expect(promptLengths).toEqual([100, 101, 102, 103, 104])
  })

  test('a topic that comes back under its name after it was gone is the same one', () => {
    const { topics } = analyze([
      { topics: [{ id: 'x', name: 'Refunds missed' }] },
      { topics: [] },
      { topics: [{ id: 'y', name: 'refunds missed' }] },
      { topics: [{ id: 'y', name: 'refunds overlooked' }] },
    ])
    expect(topics).toEqual([
      { id: 'x', name: 'refunds overlooked', iterations: [0, 2, 3], longestRun: 2, gone: false },
    ])
  })

  test('two topics of one report are never one', () => {
    const { topics } = analyze([
      { topics: [{ id: 'x', name: 'a' }] },
      {
        topics: [
          { id: 'x', name: 'b' },
          { id: 'y', name: 'a' },
        ],
      },
    ])
    expect(topics.map(({ id }) => id)).toEqual(['x', 'y'])
  })

  test('each step says which are new, stayed and went', () => {
    const { steps } = analyze([
      { topics: ['refunds', 'login'] },
      { topics: ['login', 'tone'], scores: [0.7, 0.4] },
    ])
    expect(steps).toEqual([
      {
        iteration: 1,
        named: [],
        new: ['ton'],
        persistent: ['log'],
        gone: ['ref'],
        optimizationChange: 0.2,
        devChange: -0.1,
      },
    ])
  })
})

describe('what patches name', () => {
  const named = (topics: Told['topics'], patch: string, text?: string) =>
    analyze([{ topics }, { topics: [], patch, ...(text === undefined ? {} : { text }) }]).steps?.[0]?.named

  test.each([
    ['Say that refunds must not be missed.', ['ref']],
    ['Missed logins.', ['log']],
    // A word that all of them have is no sign of one.
    ['Nothing is to be missed.', []],
    ['', []],
  ])('by their rationale: %s', (rationale, ids) => {
    expect(named(['refunds missed', 'login missed'], rationale)).toEqual(ids)
  })

  test('by two words in common, or by all that there are', () => {
    expect(named(['refund claims', 'tone'], 'Say that refunds are due.')).toEqual([])
    expect(named(['refund claims', 'tone'], 'Say that a refund can be claimed.')).toEqual(['ref'])
    expect(named(['refund claims', 'tone'], 'Mind the tone.')).toEqual(['ton'])
  })

  test('by the words that they add, not by those that were there', () => {
    const topics = ['queue of the note', 'late parcels']
    expect(named(topics, '', 'Sort the note by its queue. A parcel that is late goes to shipping.')).toEqual([
      'lat',
    ])
    expect(named(topics, '', 'Sort the note by its queue. The queue is that of the note.')).toEqual(['que'])
  })

  test('by the most telling terms', () => {
    const topics = [
      { id: 'x', name: 'other failures', terms: ['voucher', 'coupon', 'a', 'b', 'c', 'd', 'tax'] },
    ]
    expect(named(topics, 'Coupons and vouchers are money.')).toEqual(['x'])
    expect(named(topics, 'Coupons and tax are money.')).toEqual([])
  })

  test('only topics that the optimizer was shown', () => {
    expect(named([{ id: 'x', name: 'refunds', retained: false }], 'refunds')).toEqual([])
  })
})

test('alignment: how many of the patches that followed a topic named it, and what came next', () => {
  const { alignment } = analyze([
    { topics: ['refunds', 'login'], scores: [0.4, 0.5] },
    { topics: ['refunds'], scores: [0.6, 0.5], patch: 'Refunds are billing.' },
    { topics: ['refunds'], scores: [0.7, 0.4], patch: 'Say more about login.' },
    { topics: ['tone'], scores: [0.9, null], patch: 'Refunds, and once more refunds.' },
  ])
  expect(alignment).toEqual([
    {
      id: 'ref',
      patches: 3,
      addressed: 2,
      optimizationChange: 0.2,
      devChange: 0,
      named: [{ id: 'ref', share: 2 / 3 }],
    },
    {
      id: 'log',
      patches: 1,
      addressed: 0,
      optimizationChange: null,
      devChange: null,
      named: [{ id: 'ref', share: 1 }],
    },
  ])
})

test('nothing to tell of a run without an iteration, or without a patch', () => {
  expect(analyze([])).toEqual({ topics: [], alignment: [], steps: [], promptLengths: [] })
  expect(analyze([{ topics: ['refunds'] }])).toMatchObject({ alignment: [], steps: [] })
})

test('whatever a run held, its parts agree', () => {
  const names = ['refunds missed', 'login missed', 'tone', 'parcel late', 'queue unknown']
  const step = fc.record({
    topics: fc.subarray(names),
    scores: fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(null, 0.2, 0.8)),
    patch: fc.subarray(names).map((list) => list.join(' and ')),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 8 }), (told) => {
      const { topics, alignment, steps, promptLengths } = analyze(told)
      expect(tuneAnalysisSchema.safeParse({ topics, alignment, steps, promptLengths }).success).toBe(true)
      expect(promptLengths).toHaveLength(told.length)
      expect(steps).toHaveLength(Math.max(0, told.length - 1))
      for (const { name, iterations, longestRun, gone } of topics) {
        const seen = told.map((one) => one.topics.includes(name))
        expect(iterations).toEqual(seen.flatMap((is, index) => (is ? [index] : [])))
        const runs = seen
          .map((is) => (is ? 'x' : ' '))
          .join('')
          .split(' ')
        expect(longestRun).toBe(Math.max(...runs.map((run) => run.length)))
        expect(gone).toBe(seen.at(-1) !== true)
      }
      for (const { id, patches, addressed, named } of alignment) {
        expect(topics.map((one) => one.id)).toContain(id)
        expect(addressed).toBeLessThanOrEqual(patches)
        expect(named?.find((one) => one.id === id)?.share ?? 0).toBeCloseTo(addressed / patches, 12)
      }
      steps?.forEach((now, index) => {
        const before = new Set(told[index]?.topics.map((name) => name.slice(0, 3)))
        const after = new Set([...before, ...now.new].filter((id) => !now.gone.includes(id)))
        expect([...after].sort()).toEqual(told[index + 1]?.topics.map((name) => name.slice(0, 3)).sort())
        expect([...now.new, ...now.persistent].sort()).toEqual([...after].sort())
      })
    }),
  )
})

test('stands in the result of a tuning', async () => {
  const world = await startWorld({
    decisions: [
      { patch: { system: withRules('invoice means money') } },
      { patch: { system: withRules('invoice means money', 'parcel means goods') } },
      { stop: 'enough' },
    ],
  })
  const { analysis, iterations } = await world.tune({ diagnosis: diagnosisOptionsSchema.parse('local') })
  expect(analysis?.promptLengths).toEqual(iterations.map(({ promptLength }) => promptLength))
  const money = analysis?.topics.find(({ name }) => name === 'expected money, got unknown')
  expect(money).toMatchObject({ iterations: [0], longestRun: 1, gone: true })
  expect(analysis?.steps?.[0]).toMatchObject({ gone: [money?.id], named: [money?.id], devChange: 0.25 })
  expect(analysis?.alignment.find(({ id }) => id === money?.id)).toMatchObject({
    patches: 1,
    addressed: 1,
    optimizationChange: 0.25,
  })
})
