import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { structuredOutput } from '../../src/model/structured-output.ts'

const parse = (schema: z.ZodType, value: unknown) =>
  structuredOutput('answer', schema).parse(JSON.stringify(value))
const sent = (schema: z.ZodType) => structuredOutput('answer', schema)

test('a schema object is made ready once', () => {
  const schema = z.object({ a: z.string() })
  expect(sent(schema)).toBe(sent(schema))
})

describe('what is sent', () => {
  test('keeps what strict mode knows and leaves the rest to zod', () => {
    const schema = z.object({
      name: z.string().min(1).max(9).describe('The name'),
      mail: z.email(),
      id: z.cuid2().regex(/^(?=x)/),
      count: z.int().min(0),
      share: z.number().min(0).max(1).default(0.5),
      kind: z.literal(['a', 1]),
      list: z.array(z.string()).max(3),
    })
    expect(sent(schema)).toMatchObject({ strict: true })
    expect(sent(schema).schema).toEqual({
      type: 'object',
      properties: {
        name: { type: 'string', description: 'The name' },
        mail: { type: 'string', format: 'email' },
        id: expect.objectContaining({ type: 'string' }),
        count: { type: 'integer', minimum: 0 },
        share: { type: ['number', 'null'], minimum: 0, maximum: 1 },
        kind: { enum: ['a', 1], type: ['string', 'number'] },
        list: { type: 'array', items: { type: 'string' }, maxItems: 3 },
      },
      required: ['name', 'mail', 'id', 'count', 'share', 'kind', 'list'],
      additionalProperties: false,
    })
    expect(JSON.stringify(sent(schema).schema)).not.toContain('(?=')
  })

  test('unions of objects are anyOf, wrapped at the root', () => {
    const schema = z.discriminatedUnion('t', [
      z.object({ t: z.literal('a'), x: z.string().optional() }),
      z.object({ t: z.literal('b') }),
    ])
    expect(sent(schema)).toMatchObject({
      strict: true,
      schema: {
        type: 'object',
        required: ['answer'],
        properties: {
          answer: { anyOf: [{ required: ['t', 'x'], additionalProperties: false }, { required: ['t'] }] },
        },
      },
    })
  })

  test('recursion and named schemas keep their references', () => {
    const tree = z.object({
      name: z.string(),
      get children() {
        return z.array(tree)
      },
    })
    expect(sent(tree)).toMatchObject({
      strict: true,
      schema: { properties: { children: { items: { $ref: '#' } } }, required: ['name', 'children'] },
    })
    const named = z.object({ a: z.string().optional() }).meta({ id: 'Named' })
    expect(sent(named).schema).toMatchObject({
      type: 'object',
      properties: { a: { type: ['string', 'null'] } },
    })
    expect(sent(named).schema).not.toHaveProperty('$ref')
  })

  test.each([
    ['a record', z.record(z.string(), z.number())],
    ['any', z.object({ a: z.any() })],
    ['a tuple', z.object({ a: z.tuple([z.string(), z.number()]) })],
    ['a catch-all', z.object({ a: z.string() }).catchall(z.number())],
  ])('%s is sent without strict mode', (_, schema) => {
    expect(sent(schema).strict).toBe(false)
    expect(sent(schema).schema).toMatchObject({ type: 'object' })
  })
})

describe('what comes back', () => {
  test('null for an optional property is absent, so that defaults and checks work', async () => {
    const schema = z.object({
      a: z.string().optional(),
      b: z.number().default(3),
      c: z.string().nullable(),
      d: z.string().nullable().optional(),
      list: z.array(z.object({ e: z.string().optional() })),
    })
    expect(
      await parse(schema, { a: null, b: null, c: null, d: null, list: [{ e: null }, { e: 'x' }] }),
    ).toEqual({
      ok: true,
      value: { b: 3, c: null, d: null, list: [{}, { e: 'x' }] },
    })
  })

  test('within unions and recursion too', async () => {
    const union = z.union([
      z.object({ t: z.literal('a'), x: z.string().optional() }),
      z.object({ t: z.literal('b'), y: z.number().optional() }),
    ])
    expect(await parse(union, { answer: { t: 'b', y: null } })).toEqual({ ok: true, value: { t: 'b' } })
    const tree = z.object({
      name: z.string().optional(),
      get children() {
        return z.array(tree)
      },
    })
    expect(await parse(tree, { name: 'r', children: [{ name: null, children: [] }] })).toEqual({
      ok: true,
      value: { name: 'r', children: [{ children: [] }] },
    })
    const list = z.object({ tree })
    expect(await parse(list, { tree: { name: null, children: [{ name: null, children: [] }] } })).toEqual({
      ok: true,
      value: { tree: { children: [{ children: [] }] } },
    })
  })

  test('a required null is refused, and the reason names the place', async () => {
    expect(await parse(z.object({ a: z.object({ b: z.string() }) }), { a: { b: null } })).toMatchObject({
      ok: false,
      reason: expect.stringContaining('a.b: '),
    })
  })

  test('transforms and asynchronous checks run', async () => {
    const schema = z.object({
      n: z
        .string()
        .transform(Number)
        .refine(async (n) => n > 1, 'too small'),
    })
    expect(await parse(schema, { n: '2' })).toEqual({ ok: true, value: { n: 2 } })
    expect(await parse(schema, { n: '1' })).toMatchObject({
      ok: false,
      reason: expect.stringContaining('too small'),
    })
  })

  test('a schema that throws does not', async () => {
    const schema = z.string().transform(() => {
      throw new Error('bad transform')
    })
    expect(await parse(schema, { answer: 'x' })).toMatchObject({
      ok: false,
      reason: expect.stringContaining('bad transform'),
    })
  })

  test.each(['null', '[]', '"x"', '{}', '{"answer": null}', 'x', ''])(
    'any text is safe: %s',
    async (text) => {
      for (const schema of [
        z.object({ a: z.string().optional() }),
        z.array(z.string()),
        z.string().optional(),
      ]) {
        await structuredOutput('answer', schema).parse(text)
      }
    },
  )

  test('what a schema accepts comes through unchanged', async () => {
    const schema = z.object({
      a: z.string(),
      b: z.number().optional(),
      c: z.union([z.string(), z.object({ d: z.boolean().optional() })]),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.record(
          {
            a: fc.string(),
            b: fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0),
            c: fc.oneof(
              fc.string(),
              fc.record({ d: fc.boolean() }, { requiredKeys: [], noNullPrototype: true }),
            ),
          },
          { requiredKeys: ['a', 'c'], noNullPrototype: true },
        ),
        async (value) => {
          expect(await parse(schema, value)).toEqual({ ok: true, value })
        },
      ),
    )
  })
})
