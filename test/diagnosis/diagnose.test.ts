import { describe, expect, test } from 'vitest'
import { diagnosisOptionsSchema } from '../../src/core/options.ts'
import { startDiagnosis } from '../../src/diagnosis/start-diagnosis.ts'
import { computeMetrics } from '../../src/evaluate/compute-metrics.ts'
import { errored, judged } from '../evaluate/case-results.ts'
import { broken, oneCall, scriptedClient } from '../evaluate/scripted-client.ts'
import { causes, critique, embedder, failed, report } from './diagnose-cases.ts'
import { failedCase } from './failed-case.ts'

describe('diagnose', () => {
  test('failures of one cause become one topic with its name, size, cases and examples', async () => {
    const results = [...failed('date', 6), ...failed('sum', 3), failedCase('tone0'), judged('ok', 1)]
    const { topics, critiqued, mechanical, usage, notes } = await report(results)
    expect(topics.map(({ name, diagnoses, prevalence }) => ({ name, diagnoses, prevalence }))).toEqual([
      { name: 'swaps day and month', diagnoses: 6, prevalence: expect.closeTo(0.6) },
      { name: 'arithmetic slip in total', diagnoses: 3, prevalence: expect.closeTo(0.3) },
      { name: 'overlooks urgency', diagnoses: 1, prevalence: expect.closeTo(0.1) },
    ])
    expect(topics[0]).toMatchObject({
      definition: causes.date?.definition,
      caseIds: ['date0', 'date1', 'date2', 'date3', 'date4', 'date5'],
      retained: true,
    })
    expect(topics[0]?.terms).toEqual(expect.arrayContaining(['day', 'month']))
    expect(topics[0]?.terms).not.toContain('and')
    expect(topics[0]?.examples).toHaveLength(5)
    expect(topics[0]?.examples[0]).toEqual({
      caseId: 'date0',
      why: causes.date?.why,
      at: { file: 'tickets.jsonl', line: 1 },
    })
    expect({ critiqued, mechanical, notes }).toEqual({ critiqued: 10, mechanical: 0, notes: [] })
    expect(usage).toEqual({ critic: { calls: 10, inputTokens: 100, outputTokens: 50 }, embedder: oneCall })
  })

  test('impact counts as much as number', async () => {
    const light = failed('date', 3).map((result) => ({ ...result, score: 0.9 }))
    const { topics } = await report([...light, failedCase('sum0')])
    // sum: (1/4 + 1/1.3) / 2, date: (3/4 + 0.3/1.3) / 2
    expect(topics.map(({ name }) => name)).toEqual(['arithmetic slip in total', 'swaps day and month'])
    expect(topics[0]?.prevalence).toBeCloseTo((0.25 + 1 / 1.3) / 2, 10)
  })

  test('only failed cases are critiqued, failures of form among them', async () => {
    const client = scriptedClient({ generate: critique, ...embedder })
    const malformed = failedCase('date9', { kind: 'malformed', text: '{', scores: [] })
    const { critiqued } = await report([judged('ok', 1), errored('x'), malformed], { client })
    expect(client.requests).toHaveLength(1)
    expect(critiqued).toBe(1)
  })

  test('nothing failed: no call, no topic, no note', async () => {
    const client = scriptedClient({})
    expect(await report([judged('ok', 1)], { client })).toMatchObject({ topics: [], notes: [], usage: {} })
    expect([client.requests, client.embedded]).toEqual([[], []])
  })

  test('off: nothing is asked or made', async () => {
    const client = scriptedClient({})
    expect(await report(failed('date', 3), { client, mode: 'off' })).toMatchObject({
      topics: [],
      notes: ['Diagnosis is off.'],
    })
    expect([client.requests, client.embedded]).toEqual([[], []])
  })

  test('critic down: topics from the results, no embedder asked for them, and a note says why', async () => {
    const client = scriptedClient({ generate: () => broken() })
    const { topics, mechanical, notes, usage } = await report(failed('date', 9), { client })
    expect(topics).toMatchObject([{ name: 'expected billing, got login', diagnoses: 9 }])
    expect(mechanical).toBe(9)
    expect(notes).toEqual([expect.stringContaining('could not be asked for 9 of 9')])
    expect(client.embedded).toEqual([])
    expect(usage).toEqual({})
  })

  test('embedder down: topics by words, and a note says why', async () => {
    const client = scriptedClient({ generate: critique })
    const { topics, notes } = await report([...failed('date', 4), ...failed('sum', 2)], { client })
    expect(topics.map(({ diagnoses }) => diagnoses)).toEqual([4, 2])
    expect(notes).toEqual([expect.stringContaining('no embedder')])
  })

  test('topics of the same name are one', async () => {
    const client = scriptedClient({
      generate: critique,
      embed: (texts) => ({
        status: 'ok',
        vectors: texts.map((_, row) => [row % 2, (row + 1) % 2]),
        usage: oneCall,
      }),
    })
    const results = failed('date', 4).map((one, n) => ({ ...one, output: { n } }))
    const { topics } = await report(results, { client })
    expect(topics).toMatchObject([{ name: 'swaps day and month', diagnoses: 4 }])
  })

  test('critiques start as failures arrive and overlap', async () => {
    const all = Promise.withResolvers<void>()
    let open = 0
    const { model } = scriptedClient({
      async generate(request) {
        open += 1
        if (open === 5) all.resolve()
        await all.promise
        return critique(request)
      },
      ...embedder,
    })
    const options = diagnosisOptionsSchema.parse({})
    const session = startDiagnosis({ model, promptText: 'p', options, seed: 1 })
    for (const result of failed('date', 5)) session.add(result)
    await all.promise
    expect(open).toBe(5)
    expect((await session.finish(computeMetrics([]))).critiqued).toBe(5)
  })

  test('at most as many topics as asked for', async () => {
    const results = [...failed('date', 5), ...failed('sum', 4), ...failed('tone', 3)]
    expect((await report(results, { topics: 2 })).topics).toHaveLength(2)
  })
})
