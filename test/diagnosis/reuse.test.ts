import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { CaseResult } from '../../src/core/case-result.ts'
import { critiqueKey } from '../../src/diagnosis/critiques/critique-key.ts'
import { createCritiqueStore } from '../../src/diagnosis/critiques/critique-store.ts'
import { openCritiqueStore } from '../../src/diagnosis/critiques/open-critique-store.ts'
import { refuse } from '../support/api-server.ts'
import { clientFor } from '../support/model-client.ts'
import { failures, reportOn, startCriticServer } from './critic-server.ts'
import { failedCase } from './failed-case.ts'

const model = clientFor({ models: { target: { apiKey: 'k' }, critic: { model: 'critic-1' } } })

describe('a critique is known by', () => {
  const result = failedCase('t1', { confidence: 0.9 })
  const key = critiqueKey(result, { model, criteria: 'c' })

  test.each<[string, Partial<CaseResult>]>([
    ['the case', { id: 't2' }],
    ['its input', { input: { ticket: 'another text' } }],
    ['what was expected', { expected: { queue: 'sales' } }],
    ['the output', { output: { queue: 'sales' } }],
    ['the raw text', { text: '{"queue":' }],
    ['the kind of failure', { kind: 'refusal' }],
    ['what was wrong with the form', { reason: 'cut' }],
    ['the reported confidence', { confidence: 0.1 }],
    ['the feedback', { scores: [{ name: 'exactMatch', score: 0, threshold: 1, feedback: 'other words' }] }],
  ])('%s', (_name, change) => {
    expect(critiqueKey({ ...result, ...change }, { model, criteria: 'c' })).not.toBe(key)
  })

  test('the critic: its model and criteria, and whether it is simulated', () => {
    const other = clientFor({ models: { target: { apiKey: 'k' }, critic: { model: 'critic-2' } } })
    const simulated = { modelName: model.modelName, simulated: true }
    const keys = [
      critiqueKey(result, { model: other, criteria: 'c' }),
      critiqueKey(result, { model, criteria: 'd' }),
      critiqueKey(result, { model }),
      critiqueKey(result, { model: simulated, criteria: 'c' }),
    ]
    expect(new Set([key, ...keys]).size).toBe(5)
  })

  test('nothing else: not its place, tags or cost, nor the order of members', () => {
    const moved = {
      ...result,
      at: { file: 'moved.jsonl', line: 99 },
      tags: ['new'],
      usage: { target: { calls: 1, inputTokens: 5, outputTokens: 5 } },
      input: Object.fromEntries(Object.entries({ b: 1, a: 2, ticket: 'x' })),
    }
    const turned = { ...moved, input: { ticket: 'x', a: 2, b: 1 } }
    expect(critiqueKey(turned, { model })).toBe(critiqueKey(moved, { model }))
    expect(
      critiqueKey(
        { ...result, at: moved.at, tags: moved.tags, usage: moved.usage },
        { model, criteria: 'c' },
      ),
    ).toBe(key)
  })
})

describe('a critique that was paid for', () => {
  async function folder() {
    const stateDir = await mkdtemp(join(tmpdir(), 'reuse-'))
    onTestFinished(() => rm(stateDir, { recursive: true, force: true }))
    return stateDir
  }
  const results = [...failures('dates', 5), ...failures('sums', 3)]

  test('is not paid for by the next run', async () => {
    const stateDir = await folder()
    const critic = await startCriticServer()
    const first = await reportOn(results, critic, { known: openCritiqueStore(stateDir, 's') })
    expect(first.cost).toMatchObject({ critiques: { calls: 8 }, reused: 0 })
    const second = await reportOn(results, critic, { known: openCritiqueStore(stateDir, 's') })
    expect(critic.count('critique')).toBe(8)
    expect(second.cost).toMatchObject({ critiques: { calls: 0, inputTokens: 0 }, reused: 8 })
    expect(second).toEqual({ ...first, cost: second.cost, usage: second.usage })
    expect(second.usage.critic).toBeUndefined()
  })

  test('is asked for again where the output is another one, and only there', async () => {
    const known = createCritiqueStore()
    const critic = await startCriticServer()
    await reportOn(results, critic, { known })
    const changed = results.map((result, row) =>
      row === 2 ? { ...result, output: { queue: 'sales' } } : result,
    )
    const { cost } = await reportOn(changed, critic, { known, promptText: 'A revised prompt: {{ticket}}' })
    expect(cost).toMatchObject({ critiques: { calls: 1 }, reused: 7 })
  })

  test('is asked for again by another critic', async () => {
    const known = createCritiqueStore()
    const critic = await startCriticServer()
    await reportOn(results, critic, { known })
    await reportOn(results, critic, { known, model: critic.client('critic-2') })
    await reportOn(results, critic, { known, criteria: 'other criteria' })
    expect(critic.count('critique')).toBe(3 * 8)
  })

  test('serves also when the critic is down', async () => {
    const known = createCritiqueStore()
    const critic = await startCriticServer()
    await reportOn(results, critic, { known })
    await critic.server.close()
    const { critiqued, notes } = await reportOn(results, critic, { known })
    expect(critiqued).toBe(8)
    expect(notes.join()).not.toContain('could not be asked')
  })

  test('is not paid for twice in one run either', async () => {
    const critic = await startCriticServer()
    const [one] = results
    const { cost } = await reportOn([...results, ...(one ? [one] : [])], critic)
    expect(cost).toMatchObject({ critiques: { calls: 8 }, reused: 1 })
  })

  test('an answer that is no critique is not kept', async () => {
    const known = createCritiqueStore()
    const critic = await startCriticServer({
      intercept: (asked, { nth }) => (asked === 'critique' && nth <= 8 ? refuse('no') : undefined),
    })
    expect((await reportOn(results, critic, { known })).mechanical).toBe(8)
    expect((await reportOn(results, critic, { known })).critiqued).toBe(8)
  })

  test('stands in a file that holds no key and no input', async () => {
    const stateDir = await folder()
    const critic = await startCriticServer()
    const marked = results.map((result) => ({ ...result, expected: { queue: 'never-in-the-file' } }))
    await reportOn(marked, critic, { known: openCritiqueStore(stateDir, 's') })
    const [name = ''] = await readdir(join(stateDir, 'critiques'))
    const text = await readFile(join(stateDir, 'critiques', name), 'utf8')
    expect(critic.server.requests[0]?.headers.authorization).toContain('sk-secret-key-of-the-test')
    expect(text).toContain('So it went in')
    expect(text).not.toMatch(/sk-secret|never-in-the-file/)
  })

  test('that cannot be kept is told, and costs no report', async () => {
    const stateDir = await folder()
    await writeFile(join(stateDir, 'critiques'), 'in the way')
    const critic = await startCriticServer()
    const { topics, notes } = await reportOn(results, critic, { known: openCritiqueStore(stateDir, 's') })
    expect(topics.map(({ diagnoses }) => diagnoses)).toEqual([5, 3])
    expect(notes).toEqual([expect.stringMatching(/could not be kept for later runs/)])
  })

  test('a store that breaks is as good as none', async () => {
    const critic = await startCriticServer()
    const known = { ...createCritiqueStore(), get: () => Promise.reject(new Error('broken')) }
    expect((await reportOn(results, critic, { known })).critiqued).toBe(8)
  })

  test('for any failures, a second report pays nothing and is the same', async () => {
    const critic = await startCriticServer()
    const causes = fc.constantFrom('dates', 'sums', 'tone', 'units')
    await fc.assert(
      fc.asyncProperty(fc.array(causes, { minLength: 1, maxLength: 12 }), async (drawn) => {
        const cases = drawn.map((cause, n) => failedCase(`${cause} ${n + 1}`))
        const known = createCritiqueStore()
        const first = await reportOn(cases, critic, { known })
        const second = await reportOn([...cases].reverse(), critic, { known })
        expect(second.cost).toMatchObject({ critiques: { calls: 0 }, reused: cases.length })
        expect(second.topics).toEqual(first.topics)
      }),
      { numRuns: 15 },
    )
  })
})
