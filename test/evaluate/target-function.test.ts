import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Case } from '../../src/core/case.ts'
import { evaluateCase } from '../../src/evaluate/evaluate-case.ts'
import { evaluateCases } from '../../src/evaluate/evaluate-cases.ts'
import type { EvaluationSpec, TargetFunction } from '../../src/evaluate/evaluation-spec.ts'
import { parsePrompt } from '../../src/prompt/parse-prompt.ts'
import { answered, broken, scriptedClient } from './scripted-client.ts'

const prompt = parsePrompt('Say {{word}}', 'say.prompt.md')
const { model, requests } = scriptedClient({ generate: () => broken() })

const row = (id: string): Case => ({ id, input: { word: id }, tags: [], critical: false })

function specOf(target: TargetFunction, fields: Partial<EvaluationSpec> = {}): EvaluationSpec {
  return { prompt, scorers: [() => 1], confidence: false, threshold: 0.5, target, ...fields }
}

const run = (target: TargetFunction, fields?: Partial<EvaluationSpec>) =>
  evaluateCase(row('a'), specOf(target, fields), { model })

describe('a target function', () => {
  test('gets the messages, the case and a signal; the model is not asked', async () => {
    const result = await run((messages, item, { signal }) => ({
      messages,
      id: item.id,
      stopped: signal.aborted,
    }))
    expect(result.output).toEqual({
      messages: [{ role: 'user', content: 'Say a' }],
      id: 'a',
      stopped: false,
    })
    expect(requests).toEqual([])
  })

  test('a throw and a rejection are errors of the case', async () => {
    const thrown = await run(() => {
      throw new Error('no route')
    })
    expect(thrown).toMatchObject({ verdict: 'error', error: { kind: 'target' } })
    expect(thrown.error?.message).toContain('no route')
    expect(await run(() => Promise.reject('plain'))).toMatchObject({ error: { kind: 'target' } })
  })

  test.each([
    { name: 'an object of the schema', value: { n: 1 }, output: { n: 1 } },
    { name: 'JSON text of the schema', value: '{"n":1}', output: { n: 1 } },
  ])('$name is accepted', async ({ value, output }) => {
    expect(await run(() => value, { output: z.object({ n: z.number() }) })).toMatchObject({
      verdict: 'passed',
      output,
    })
  })

  test('a string schema takes the text as it is, and so does an enum', async () => {
    expect((await run(() => '{"n":1}', { output: z.string() })).output).toBe('{"n":1}')
    expect((await run(() => 'x', { output: z.enum(['x']) })).output).toBe('x')
  })

  test.each([
    { name: 'another shape', value: { n: 'one' }, kind: 'malformed' },
    { name: 'text that is no JSON', value: 'one', kind: 'malformed' },
    { name: 'nothing', value: undefined, kind: 'empty' },
    { name: 'blank text', value: ' \n', kind: 'empty' },
  ])('$name is a failure of form', async ({ value, kind }) => {
    const result = await run(() => value, { output: z.object({ n: z.number() }) })
    expect(result).toMatchObject({ verdict: 'failed', kind, score: 0 })
    expect(result.reason).toBeTruthy()
  })

  test.each([
    { value: { answer: 'yes', confidence: 0.5 }, output: 'yes' },
    { value: { answer: 'yes', why: 'so', confidence: 0.5 }, output: { answer: 'yes', why: 'so' } },
    { value: { queue: 'a', confidence: 0.5 }, output: { queue: 'a' } },
  ])('without a schema the confidence stands beside the answer: $output', async ({ value, output }) => {
    expect(await run(() => value, { confidence: true })).toMatchObject({ output, confidence: 0.5 })
  })

  test.each([{ value: 'yes' }, { value: { answer: 'yes' } }, { value: { answer: 'yes', confidence: 2 } }])(
    'a confidence that is asked for and missing or out of range is malformed: $value',
    async ({ value }) => {
      expect(await run(() => value, { confidence: true })).toMatchObject({
        verdict: 'failed',
        kind: 'malformed',
      })
    },
  )

  test('a stopped run ends the wait for a function that does not listen', async () => {
    const stop = new AbortController()
    const never = specOf(() => new Promise(() => {}))
    const waiting = evaluateCase(row('a'), never, { model, signal: stop.signal })
    stop.abort()
    expect(await waiting).toMatchObject({ verdict: 'error', error: { kind: 'aborted' }, score: null })
  })
})

describe('evaluateCases', () => {
  const rows = Array.from({ length: 12 }, (_, index) => row(`c${index}`))

  test('keeps the order of the cases, whatever ends first, and reports each once', async () => {
    const gates = new Map(rows.map(({ id }) => [id, Promise.withResolvers<string>()]))
    const seen: string[] = []
    const running = evaluateCases(
      rows,
      specOf((_messages, { id }) => gates.get(id)?.promise),
      { model, concurrency: 100, onResult: ({ id }) => seen.push(id) },
    )
    for (const { id } of [...rows].reverse()) gates.get(id)?.resolve(id)
    expect((await running).map(({ id }) => id)).toEqual(rows.map(({ id }) => id))
    expect(seen.sort()).toEqual(rows.map(({ id }) => id).sort())
  })

  test('calls of a target function are bounded', async () => {
    let open = 0
    let most = 0
    const target: TargetFunction = async () => {
      open += 1
      most = Math.max(most, open)
      await new Promise((resolve) => setImmediate(resolve))
      open -= 1
      return 'x'
    }
    await evaluateCases(rows, specOf(target), { model, concurrency: 3 })
    expect(most).toBe(3)
  })

  test('calls of the model are left to the client: all are handed over at once', async () => {
    const all = Promise.withResolvers<void>()
    let open = 0
    const client = scriptedClient({
      async generate() {
        open += 1
        if (open === rows.length) all.resolve()
        await all.promise
        return answered('x', 'x')
      },
    })
    const spec = { prompt, scorers: [() => 1], confidence: false, threshold: 0.5 }
    const results = await evaluateCases(rows, spec, { model: client.model, concurrency: 1 })
    expect(results.every(({ verdict }) => verdict === 'passed')).toBe(true)
  })

  test('a stopped run gives the rest the error aborted and starts no more', async () => {
    const stop = new AbortController()
    let calls = 0
    const target: TargetFunction = () => {
      calls += 1
      if (calls === 2) stop.abort()
      return 'x'
    }
    const results = await evaluateCases(rows, specOf(target), {
      model,
      concurrency: 1,
      signal: stop.signal,
    })
    expect(calls).toBe(2)
    expect(results).toHaveLength(rows.length)
    expect(results.at(-1)).toMatchObject({ verdict: 'error', error: { kind: 'aborted' } })
  })
})
