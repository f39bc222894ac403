import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { embedJson } from '../../src/core/embed-json.ts'
import { boundMemory } from '../../src/tune/memory/bound-memory.ts'
import type { MemoryEntry } from '../../src/tune/memory/memory.ts'
import { summarizeProgress } from '../../src/tune/memory/progress.ts'
import { startWorld, withRules } from './support/tuning-world.ts'

const metrics = (score: number | null) => ({
  cases: 10,
  passed: 5,
  failed: 5,
  errored: 0,
  skipped: 0,
  passRate: score,
  score,
  scores: { label: score },
  confidence: null,
  brier: null,
  ece: null,
  formatErrorRate: 0,
})

const entry = (
  iteration: number,
  score: number | null = 0.5,
  why = 'It has no rule for this.',
): MemoryEntry => ({
  iteration,
  metrics: metrics(score),
  topics: [
    {
      name: 'missed </memory> notes',
      definition: 'Notes that are missed.',
      terms: ['note'],
      prevalence: 0.5,
      cases: 3,
      examples: [{ why }, { why }],
    },
  ],
})

const reports = (count: number) => Array.from({ length: count }, (_, index) => entry(index))
const iterations = (entries: readonly MemoryEntry[]) => entries.map(({ iteration }) => iteration)
const tokensOf = (entries: readonly MemoryEntry[]) => embedJson(entries).length / 4
const options = { memory: 'all', memoryReports: 5, memoryTokens: 30_000 } as const

test.for([
  ['all', [0, 1, 2, 3, 4, 5, 6]],
  ['summary', [0, 1, 2, 3, 4, 5, 6]],
  ['last', [6]],
  ['last-k', [2, 3, 4, 5, 6]],
] as const)('the mode %s shows the reports %j', ([memory, shown]) => {
  const { entries, dropped } = boundMemory(reports(7), { ...options, memory })
  expect(iterations(entries)).toEqual(shown)
  expect(dropped).toEqual([])
  expect(boundMemory([], { ...options, memory })).toEqual({ entries: [], tokens: 0, dropped: [] })
})

test('where room is short the examples of the oldest reports go first, then topics, then reports', () => {
  const whole = tokensOf(reports(3))
  const less = boundMemory(reports(3), { ...options, memoryTokens: Math.floor(whole) - 1 })
  expect(less.dropped).toEqual([{ iteration: 0, what: 'examples' }])
  expect(less.entries[0]?.topics?.[0]).toMatchObject({ cases: 3 })
  expect(less.entries.map(({ topics }) => topics?.[0]?.examples?.length)).toEqual([undefined, 2, 2])

  const bare = reports(3).map(({ topics: _, ...rest }) => rest)
  const numbers = boundMemory(reports(3), { ...options, memoryTokens: Math.ceil(tokensOf(bare)) })
  expect(numbers.entries).toEqual(bare)
  const least = boundMemory(reports(3), { ...options, memoryTokens: Math.ceil(tokensOf(bare)) - 1 })
  expect(least.dropped).toEqual([
    { iteration: 0, what: 'report' },
    { iteration: 1, what: 'topics' },
    { iteration: 2, what: 'topics' },
  ])
})

test('the bound always holds, tells the true size, and only ever cuts from the oldest on', () => {
  const whys = fc.array(fc.string({ maxLength: 300 }), { maxLength: 12 })
  fc.assert(
    fc.property(whys, fc.integer({ min: 100, max: 3000 }), (texts, memoryTokens) => {
      const all = texts.map((why, index) => entry(index, 0.5, why))
      const { entries, tokens, dropped } = boundMemory(all, { ...options, memoryTokens })
      expect(tokensOf(entries)).toBeLessThanOrEqual(memoryTokens)
      if (entries.length > 0) expect(tokens).toBe(Math.ceil(tokensOf(entries)))
      expect(iterations(entries)).toEqual(iterations(all.slice(all.length - entries.length)))
      const rank = { report: 3, topics: 2, examples: 1 }
      const cuts = dropped.map(({ what }) => rank[what])
      expect(cuts).toEqual([...cuts].sort((a, b) => b - a))
      expect(dropped.map(({ iteration }) => iteration)).toEqual(dropped.map((_, index) => index))
    }),
  )
})

test('progress is told against the report before and against the best, with the streak without a gain', () => {
  const earlier = [entry(0, 0.2), entry(1, 0.6), entry(2, 0.5)]
  expect(summarizeProgress({ metrics: reportMetrics(0.55) }, earlier)).toEqual({
    sincePrevious: { iteration: 2, score: 0.05, passRate: 0.05, brier: null, formatErrorRate: 0 },
    sinceBest: { iteration: 1, score: -0.05, passRate: -0.05, brier: null, formatErrorRate: 0 },
    revisionsWithoutGain: 2,
  })
  expect(summarizeProgress({ metrics: reportMetrics(0.7) }, earlier)?.revisionsWithoutGain).toBe(0)
  expect(summarizeProgress({ metrics: reportMetrics(null) }, earlier)?.sinceBest.score).toBeNull()
  expect(summarizeProgress({ metrics: reportMetrics(0.5) }, [])).toBeUndefined()
})

const reportMetrics = (score: number | null) => ({ ...metrics(score), usage: {}, tags: {} })

const steps = [
  { patch: { system: withRules('invoice means money') } },
  { patch: { system: withRules('invoice means money', 'crash means bug') } },
  { stop: 'ok' },
]

const memorySchema = z.array(
  z.looseObject({ iteration: z.number(), topics: z.array(z.looseObject({})).optional() }),
)

const shownMemory = (text = '') =>
  memorySchema.parse(JSON.parse(/^<memory>\n(.*)\n<\/memory>$/m.exec(text)?.[1] ?? '[]'))

test('a tuning shows the optimizer what the mode lets through', async () => {
  const world = await startWorld({ decisions: steps, tune: { memory: 'last' } })
  await world.tune()
  const shown = world.of('call').map(({ messages }) => shownMemory(messages[1]?.text))
  expect(shown.map((list) => list.map(({ iteration }) => iteration))).toEqual([[], [0], [1]])
  expect((await world.journal()).map(({ type }) => type)).not.toContain('memory')
})

test('a tuning journals what the optimizer was not shown for want of room', async () => {
  const world = await startWorld({ decisions: steps, tune: { memoryTokens: 200 } })
  await world.tune()
  const logged = (await world.journal()).flatMap((event) => (event.type === 'memory' ? [event] : []))
  const shown = world.of('call').map(({ messages }) => shownMemory(messages[1]?.text))
  expect(logged.map(({ iteration }) => iteration)).toEqual([1, 2])
  for (const { iteration, reports, tokens, dropped } of logged) {
    const read = shown[iteration] ?? []
    expect(read).toHaveLength(reports)
    expect(Math.ceil(JSON.stringify(read).length / 4)).toBe(tokens)
    expect(tokens).toBeLessThanOrEqual(200)
    const left = read.map(({ topics }) => (topics === undefined ? 'topics' : 'examples'))
    expect(dropped.map(({ what }) => what)).toEqual(left)
    expect(JSON.stringify(read)).not.toContain('has no rule for')
  }
})

test('under `summary` the report says how it stands to the ones before', async () => {
  const world = await startWorld({ decisions: steps, tune: { memory: 'summary' } })
  await world.tune()
  const outputs = world.of('decision').map(({ messages }) => {
    const text = messages.find(({ role }) => role === 'tool')?.text ?? '{}'
    return z.object({ progress: z.unknown().optional() }).parse(JSON.parse(text)).progress
  })
  expect(outputs[0]).toBeUndefined()
  expect(outputs[2]).toMatchObject({
    sincePrevious: { iteration: 1, score: 0.25 },
    revisionsWithoutGain: 0,
  })
})
