import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { StandardSchemaV1 } from '../../src/core/standard-schema.ts'
import type { DatasetSource } from '../../src/dataset/dataset-source.ts'
import { useScratch } from './scratch.ts'

const { load, write, path } = useScratch()
const rows = [
  { input: 'a' },
  { id: 7, input: { ticket: 'b', n: undefined }, expected: null, metadata: { x: [1] } },
]

async function* generate() {
  yield* rows
}

describe('rows from code', () => {
  const sources: [string, DatasetSource][] = [
    ['an array', rows],
    ['an iterable', new Set(rows)],
    ['an async iterable', generate()],
    ['a function', () => rows],
    ['an async function', async () => rows],
    ['an async function with an async iterable', async () => generate()],
    ['a generator function', generate],
  ]
  it.each(sources)('come from %s', async (_, source) => {
    const { cases, files } = await load(source)
    expect(files).toEqual([])
    expect(cases).toEqual([
      { id: expect.stringMatching(/^[0-9a-f]{12}$/), input: { input: 'a' }, tags: [], critical: false },
      { id: '7', input: { ticket: 'b' }, expected: null, metadata: { x: [1] }, tags: [], critical: false },
    ])
  })

  it('that JSON cannot hold are named', async () => {
    const loop: Record<string, unknown> = {}
    loop.self = loop
    await expect(load([{ input: 'a' }, { input: { when: new Date(0) } }])).rejects.toThrow(
      'row 2: this row is bad: input.when is a Date, which JSON cannot hold.',
    )
    await expect(load([{ input: loop }])).rejects.toThrow('holds itself')
  })

  it.each<[string, () => never | Promise<never>, string]>([
    [
      'throws',
      () => {
        throw new Error('no network')
      },
      'the loader of the dataset threw: no network.',
    ],
    [
      'rejects',
      async () => {
        throw new Error('no network')
      },
      'the loader of the dataset threw: no network.',
    ],
  ])('of a loader that %s become an error', async (_, loader, words) => {
    await expect(load(loader)).rejects.toMatchObject({
      code: 'DATASET_LOADER_FAILED',
      message: expect.stringContaining(words),
      cause: expect.objectContaining({ message: 'no network' }),
    })
  })

  it('of an iterable that breaks off become an error with the count', async () => {
    async function* broken() {
      yield { input: 'a' }
      throw new Error('cut')
    }
    await expect(load(broken)).rejects.toThrow('threw after 1 rows: cut.')
  })

  it('of a loader that hangs become an error', async () => {
    const hangs: [string, DatasetSource][] = [
      ['function', () => new Promise<never>(() => {})],
      [
        'iterable',
        (async function* () {
          yield { input: 'a' }
          await new Promise(() => {})
        })(),
      ],
      [
        'endless',
        (async function* () {
          for (let n = 0; ; n++) yield { input: n }
        })(),
      ],
    ]
    for (const [, source] of hangs) {
      await expect(load(source, { timeout: 20 })).rejects.toMatchObject({
        code: 'DATASET_LOADER_TIMEOUT',
        message: expect.stringContaining('within 20 ms'),
      })
    }
  })

  it('of no kind are refused', async () => {
    // A user's code may give anything.
    const wrong: unknown[] = [
      undefined,
      3,
      {},
      { optimization: [], dev: [] },
      { ...{ optimization: rows, dev: rows, test: rows }, extra: rows },
      () => 'tickets.jsonl',
      () => undefined,
    ]
    for (const source of wrong) {
      await expect(load(source as DatasetSource)).rejects.toMatchObject({ code: 'DATASET_BAD_SOURCE' })
    }
    await expect(load([])).rejects.toMatchObject({ code: 'DATASET_EMPTY' })
  })
})

describe('rows of three splits', () => {
  it('get their split, and the files are told', async () => {
    await write('o.jsonl', '{"input": "a"}')
    await write('d.csv', 'ticket,split\nb,dev')
    const { cases, files } = await load({ optimization: 'o.jsonl', dev: './d.csv', test: [{ input: 'c' }] })
    expect(cases.map((item) => [item.split, item.at?.file])).toEqual([
      ['optimization', 'o.jsonl'],
      ['dev', 'd.csv'],
      ['test', undefined],
    ])
    expect(files).toEqual([path('o.jsonl'), path('d.csv')])
  })

  it('are refused when a part is empty, says another split or repeats an input', async () => {
    await write('o.jsonl', '{"input": "a"}')
    const parts = { optimization: 'o.jsonl', dev: [{ input: 'b' }], test: [{ input: 'c' }] }
    await expect(load({ ...parts, test: [] })).rejects.toThrow('the "test" dataset has no rows')
    await expect(load({ ...parts, test: [{ input: 'c', split: 'dev' }] })).rejects.toThrow(
      'test row 1: this row is bad: its "split" is dev, but it stands in the test dataset.',
    )
    await expect(load({ ...parts, test: [{ input: 'a' }] })).rejects.toThrow(
      'test row 1: this row has the same input as o.jsonl:1',
    )
  })
})

describe('bad rows', () => {
  it.each([
    [{}, 'it has no "input"'],
    [{ input: [] }, '"input" must be an object of values, a text or a number, and is a list'],
    [{ input: true }, 'and is true'],
    [{ input: 'a', id: '' }, '"id" must be a text that is not empty'],
    [
      { input: 'a', split: 'train' },
      '"split" must be optimization, dev or test ("optimization" here), and is "train"',
    ],
    [{ input: 'a', tags: 'x' }, '"tags" must be a list of texts'],
    [{ input: 'a', critical: 'yes' }, '"critical" must be true or false'],
    [{ input: 'a', metadata: 1 }, '"metadata" must be an object'],
    [{ input: 'a', expcted: 1 }, 'unknown key "expcted"'],
    [{ question: 'a' }, 'the values of the prompt belong under "input", other things under "metadata"'],
  ])('%j: %s', async (row, words) => {
    await write('bad.jsonl', `{"input": "fine"}\n${JSON.stringify(row)}\n`)
    await expect(load('bad.jsonl')).rejects.toMatchObject({
      code: 'DATASET_BAD_ROWS',
      at: { file: 'bad.jsonl', line: 2 },
      message: expect.stringContaining(words),
    })
  })

  it('are counted, and the first 3 named', async () => {
    const lines = ['{"input": "a"}', '{"input": ', '{}', '{"input": 1}', '{"input": null}', '{"x": 1}']
    await write('bad.jsonl', lines.join('\n'))
    const error: unknown = await load('bad.jsonl').catch((thrown: unknown) => thrown)
    expect(String(error)).toMatch(
      /bad\.jsonl:2: 4 of 6 rows are bad:\n {2}bad\.jsonl:2: .*\n {2}bad\.jsonl:3: .*\n {2}bad\.jsonl:5: .*\n {2}and 1 more\n/,
    )
    expect(String(error)).not.toContain('bad.jsonl:6')
  })
})

describe('ids', () => {
  it('do not depend on the order of keys', async () => {
    const { cases } = await load([{ input: { a: 1, b: 2 } }])
    expect((await load([{ input: { b: 2, a: 1 }, expected: 'x' }])).cases[0]?.id).toBe(cases[0]?.id)
  })

  it('that are taken are refused with both places', async () => {
    await write('same.jsonl', '{"id": "x", "input": "a"}\n\n{"id": "x", "input": "b"}\n')
    await expect(load('same.jsonl')).rejects.toThrow(
      'same.jsonl:3: the id "x" is already taken by same.jsonl:1. Give every row an id of its own.',
    )
    await write('same.jsonl', '{"input": "a"}\n{"input": "b"}\n{"input": {"input": "a"}}\n')
    await expect(load('same.jsonl')).rejects.toThrow(
      'same.jsonl:3: this row has the same input as same.jsonl:1, so without ids the two are one row. Remove one of them, or give both an "id".',
    )
  })
})

describe('a schema', () => {
  const schema = z.object({
    input: z.object({
      ticket: z
        .string()
        .min(1)
        .transform((text) => text.trim()),
      lang: z.string().default('en'),
    }),
    expected: z.enum(['login', 'billing']),
  })

  it('gives the values, and leaves the id alone', async () => {
    const row = { input: { ticket: ' a ' }, expected: 'login' }
    const [plain] = (await load([row])).cases
    const { cases } = await load([row], { schema })
    expect(cases).toEqual([
      { id: plain?.id, input: { ticket: 'a', lang: 'en' }, expected: 'login', tags: [], critical: false },
    ])
  })

  it('does not drop an expected value that it does not mention, and keeps dates in their JSON form', async () => {
    const dates = z.object({ input: z.object({ day: z.coerce.date() }) })
    const { cases } = await load([{ input: { day: '2026-01-02' }, expected: 'x' }], { schema: dates })
    expect(cases[0]).toMatchObject({ input: { day: '2026-01-02T00:00:00.000Z' }, expected: 'x' })
  })

  it.each([
    ['sync', schema],
    ['async', schema.refine(async () => true)],
  ])('names the first 3 bad rows and the count (%s)', async (_, checker) => {
    const lines = Array.from({ length: 250 }, (_, index) =>
      JSON.stringify({
        input: { ticket: index % 50 === 7 ? 5 : `t${index}` },
        expected: index === 9 ? 'x' : 'login',
      }),
    )
    await write(
      's.jsonl',
      lines.map((line, index) => line.replace('"input"', `"id": ${index}, "input"`)).join('\n'),
    )
    const error: unknown = await load('s.jsonl', { schema: checker }).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'DATASET_SCHEMA_FAILED', at: { file: 's.jsonl', line: 8 } })
    expect(String(error)).toMatch(
      /6 of 250 rows are bad:\n {2}s\.jsonl:8: input\.ticket: .*string.*\n {2}s\.jsonl:10: expected: .*\n {2}s\.jsonl:58: .*\n {2}and 3 more/,
    )
  })

  it('may be of any library, may throw and may hang', async () => {
    const custom = (validate: StandardSchemaV1['~standard']['validate']): StandardSchemaV1 => ({
      '~standard': { version: 1, vendor: 'test', validate },
    })
    const paths = custom(() => ({
      issues: [{ message: 'no', path: [{ key: 'input' }, 0] }, { message: 'never' }],
    }))
    await expect(load([{ input: 'a' }], { schema: paths })).rejects.toThrow(
      'row 1: this row is bad: input.0: no; never.',
    )
    const broken = custom(() => {
      throw new Error('oops')
    })
    await expect(load([{ input: 'a' }], { schema: broken })).rejects.toThrow('the schema threw: oops')
    await expect(load([{ input: 'a' }], { schema: custom(() => ({ value: 3 })) })).rejects.toThrow(
      'no "input" object',
    )
    const hung = custom(() => new Promise(() => {}))
    await expect(load([{ input: 'a' }], { schema: hung, timeout: 20 })).rejects.toMatchObject({
      code: 'DATASET_SCHEMA_TIMEOUT',
    })
  })
})

it('names files from the root with slashes', async () => {
  await write('r.jsonl', '{"input": "a"}')
  const { cases } = await load('../r.jsonl', { baseDir: path('sub'), root: path('.') })
  expect(cases[0]?.at).toEqual({ file: 'r.jsonl', line: 1 })
})

it('loads many rows', async () => {
  const count = 20_000
  await write(
    'many.json',
    JSON.stringify(
      Array.from({ length: count }, (_, n) => ({ input: { n } })),
      null,
      1,
    ),
  )
  const { cases } = await load('many.json')
  expect(cases.length).toBe(count)
  expect(cases.at(-1)?.at?.line).toBe(5 * (count - 1) + 2)
})
