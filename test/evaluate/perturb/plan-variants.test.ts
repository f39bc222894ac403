import { describe, expect, it } from 'vitest'
import type { Case } from '../../../src/core/case.ts'
import type { JsonValue } from '../../../src/core/json.ts'
import { createRedactor, redactBefore } from '../../../src/core/redaction/create-redactor.ts'
import type { PerturbSettings } from '../../../src/core/sensitivity.ts'
import type { EvaluationSpec } from '../../../src/evaluate/evaluation-spec.ts'
import { planVariants } from '../../../src/evaluate/perturb/plan-variants.ts'
import { varyCase } from '../../../src/evaluate/perturb/vary-case.ts'
import { parsePrompt } from '../../../src/prompt/parse-prompt.ts'
import { answered, broken, scriptedClient } from '../scripted-client.ts'

const prompt = parsePrompt('Route: {{ticket}} of {{customer}}', 'p.md')
const spec: EvaluationSpec = {
  prompt,
  scorers: [({ output, expected }) => output === expected],
  confidence: false,
  threshold: 0.5,
}
const settings = (fields: Partial<PerturbSettings>): PerturbSettings => ({
  kinds: ['typos'],
  sample: 50,
  variants: 2,
  seed: 1,
  ...fields,
})
const row = (id: string, input: Record<string, JsonValue>, expected: JsonValue = 'billing'): Case => ({
  id,
  input,
  expected,
  tags: [],
  critical: false,
})

const long = 'please somebody return another broken parcel yesterday'
const customer = { name: 'Ada', notes: [`${long} again`], id: `${long} indeed`, vip: true }
const first = row('a', { ticket: `${long} and ${long}`, customer, hidden: long })

async function inputOf(
  item: Case,
  fields: Partial<PerturbSettings>,
  of: Partial<EvaluationSpec> = {},
  index = 0,
) {
  const variant = planVariants({ ...spec, ...of }, [item], settings(fields))[index]
  const { model } = scriptedClient({})
  const varied = await variant?.vary(item, { model })
  return varied?.status === 'ok' ? varied.item.input : varied?.status
}

describe('variants', () => {
  it('vary the fields that the prompt shows, or those that are named, and texts alone', async () => {
    const typed = await inputOf(first, {})
    expect(typed).toMatchObject({ customer: { name: 'Ada', id: customer.id, vip: true }, hidden: long })
    expect(typed).not.toMatchObject({ ticket: first.input.ticket })
    expect(typed).not.toMatchObject({ customer: { notes: customer.notes } })
    expect(await inputOf(first, { fields: ['customer'] })).toMatchObject({ ticket: first.input.ticket })
    expect(await inputOf(first, { fields: ['hidden'] })).toBe('not-applicable')
    const target = () => 'billing'
    expect(await inputOf(first, { fields: ['hidden'] }, { target })).not.toMatchObject({ hidden: long })
  })

  it('hang on seed, row and number, and on nothing else', async () => {
    const typed = await inputOf(first, {})
    expect(await inputOf(first, { variants: 5, kinds: ['format', 'typos'] }, {}, 5)).toEqual(typed)
    expect(await inputOf(first, {}, {}, 1)).not.toEqual(typed)
    expect(await inputOf(first, { seed: 2 })).not.toEqual(typed)
    expect(await inputOf({ ...first, id: 'b' }, {})).not.toEqual(typed)
  })

  it('spare the labels that rows expect, and do not apply to what is no free text', async () => {
    const item = row('a', { ticket: 'billing billing returns returns', customer: '' }, { queue: 'billing' })
    const [typos] = planVariants(spec, [item, row('b', { ticket: '' }, 'returns')], settings({}))
    const { model } = scriptedClient({})
    expect(await typos?.vary(item, { model })).toEqual({ status: 'not-applicable' })
    for (const ticket of [
      'parcels',
      '{"parcel": "never arrived here"}',
      'https://a.example/some-parcel',
      4711,
    ]) {
      expect(await inputOf(row('a', { ticket, customer: null }), {})).toBe('not-applicable')
    }
  })

  it('give objects of the input another order of keys, each time another one', async () => {
    const item = row('a', { ticket: { one: 1, two: 2, three: { x: 1, y: 2 } }, customer: 'x' })
    const made = await Promise.all(
      [0, 1, 2].map((index) => inputOf(item, { kinds: ['order'], variants: 3 }, {}, index)),
    )
    expect(new Set([item.input, ...made].map((input) => JSON.stringify(input))).size).toBe(4)
    for (const input of made) expect(input).toEqual(item.input)
    expect(await inputOf(row('a', { ticket: 'text', customer: [3, 2, 1] }), { kinds: ['order'] })).toBe(
      'not-applicable',
    )
  })

  it('let scorers see the row as it is, and keep verdict and score alone', async () => {
    const seen: unknown[] = []
    const scorer = ({ input }: { input: unknown }) => {
      seen.push(input)
      return { score: 0.75, feedback: 'secret words' }
    }
    const { model, requests } = scriptedClient({ generate: () => answered('billing', 'billing') })
    const variants = planVariants({ ...spec, scorers: [scorer] }, [first], settings({}))
    const asked = await varyCase(first, variants, { model })
    expect(seen).toEqual([first.input, first.input])
    expect(requests[0]?.messages[0]?.content).not.toContain(String(first.input.ticket))
    expect(asked).toEqual({
      id: 'a',
      variants: [1, 2].map((variant) => ({ kind: 'typos', variant, outcome: 'passed', score: 0.75 })),
      usage: { target: { calls: 2, inputTokens: 20, outputTokens: 10 } },
    })
  })

  it('show the critic no text that is redacted', async () => {
    const { model, requests } = scriptedClient({ generate: () => broken() })
    const redactor = redactBefore(createRedactor(), (text) => text.replaceAll('parcel', '[x]'))
    const item = row('a', { ticket: long, customer: 'my letter never arrived at home' })
    const variants = planVariants(
      { ...spec, redactor },
      [item],
      settings({ kinds: ['paraphrase'], variants: 1 }),
    )
    expect(await varyCase(item, variants, { model })).toMatchObject({
      variants: [{ kind: 'paraphrase', outcome: 'error', error: 'server' }],
    })
    const shown = JSON.stringify(requests[0]?.messages)
    expect(shown).toContain('my letter never arrived')
    expect(shown).not.toContain('parcel')
  })
})
