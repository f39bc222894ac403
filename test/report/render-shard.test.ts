import fc from 'fast-check'
import { expect, test } from 'vitest'
import { renderShard } from '../../src/report/render-shard.ts'
import { nastyText, unprintable } from './nasty-text.ts'
import { sampleMetrics, sampleResult, sampleRun } from './sample-data.ts'

const metrics = sampleMetrics({ passed: 7, failed: 2, errored: 1, passRate: 7 / 9 })
const report = (name: string, message = 'rate limit') => ({
  shard: { index: 2, count: 4 },
  model: sampleRun.model,
  suites: [
    {
      name,
      metrics,
      results: [sampleResult(3, { verdict: 'error', error: { kind: 'rate-limit', message } })],
    },
    { name: 'greeting', metrics: sampleMetrics(), results: [] },
  ],
})

test('tells the counts and errors of one shard, and where the rest comes', () => {
  expect(renderShard(report('ticket triage'), { columns: 100, color: false })).toMatchInlineSnapshot(`
    "Prompt suites, shard 2 of 4 · embedded model (simulated)
      ticket triage · 7 passed · 2 failed · 1 errored · pass rate 77.8%
        1 case could not be judged
          1 × rate-limit: rate limit
              examples/ticket-triage/tickets.jsonl:3  0000016a89e3
      greeting · 10 passed · pass rate 100%
    Gates, failure topics, baselines and reports come with: npx vitest --merge-reports"
  `)
})

test('no control or bidirectional character survives', () => {
  fc.assert(
    fc.property(nastyText, (text) => {
      const shown = renderShard(report(text, text), { columns: 80, color: false })
      expect(shown.replaceAll('\n', '')).not.toMatch(unprintable)
    }),
  )
})
