import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { useScratch } from './scratch.ts'

const { load, write } = useScratch()

const files: [string, string, number[]][] = [
  [
    'a.jsonl',
    '\uFEFF\n{"id": "one", "input": {"ticket": "Where is it?\\nNow"}, "expected": "shipping", "tags": ["late", "eu"], "critical": true}\r\n  \n{"input": {"ticket": "é \\" , x"}, "expected": "login", "split": "dev"}',
    [2, 4],
  ],
  [
    'a.json',
    '\uFEFF[\n  { "id": "one", "input": { "ticket": "Where is it?\\nNow" }, "expected": "shipping",\n    "tags": ["late", "eu"], "critical": true },\n\n  {"input": {"ticket": "é \\" , x"}, "expected": "login", "split": "dev"}\n]\n',
    [2, 5],
  ],
  [
    'wrapped.json',
    '{"name": "]", "not": [{"cases": [1]}], "cases"\n:\n[{"id": "one", "input": {"ticket": "Where is it?\\nNow"}, "expected": "shipping", "tags": ["late", "eu"], "critical": true}\n,{"input": {"ticket": "é \\" , x"}, "expected": "login", "split": "dev"}]}',
    [3, 4],
  ],
  [
    'a.yaml',
    '# rows\r\n- id: one\r\n  input:\r\n    ticket: "Where is it?\\nNow"\r\n  expected: &label shipping\r\n  tags: [late, eu]\r\n  critical: true\r\n\r\n- input: { ticket: \'é " , x\' }\r\n  expected: login\r\n  split: dev\r\n',
    [2, 9],
  ],
  [
    'wrapped.yml',
    'name: x\nrows:\n  - id: one\n    input:\n      ticket: "Where is it?\\nNow"\n    expected: shipping\n    tags: [late, eu]\n    critical: true\n  - {input: {ticket: \'é " , x\'}, expected: login, split: dev}\n',
    [3, 9],
  ],
  [
    'a.csv',
    '\uFEFFid,ticket,expected,tags,critical,split\r\none,"Where is it?\nNow",shipping,late; eu,true,\r\n\r\n,"é "" , x",login,,,dev',
    [2, 5],
  ],
]

describe.each(files)('%s', (name, content, lines) => {
  it('gives the rows with their lines and ids', async () => {
    await write(name, content)
    const { cases } = await load(name)
    expect(cases).toEqual([
      {
        id: 'one',
        input: { ticket: 'Where is it?\nNow' },
        expected: 'shipping',
        tags: ['late', 'eu'],
        critical: true,
        at: { file: name, line: lines[0] },
      },
      {
        id: expect.stringMatching(/^[0-9a-f]{12}$/),
        input: { ticket: 'é " , x' },
        expected: 'login',
        split: 'dev',
        tags: [],
        critical: false,
        at: { file: name, line: lines[1] },
      },
    ])
    await write('ids.jsonl', '{"input": {"ticket": "é \\" , x"}}')
    expect((await load('ids.jsonl')).cases[0]?.id).toBe(cases[1]?.id)
  })
})

describe('csv', () => {
  it('makes objects of input.x, expected.x and metadata.x, and leaves out what is empty', async () => {
    await write(
      'b.csv',
      'input.a,b,expected.queue,expected.why,metadata.by,skip,only\n1,,billing,,me,yes,\n2,x,,,,no,1\r\n',
    )
    const { cases } = await load('b.csv')
    expect(cases).toMatchObject([
      {
        input: { a: '1', b: '' },
        expected: { queue: 'billing', why: '' },
        metadata: { by: 'me' },
        skip: true,
      },
      { input: { a: '2', b: 'x' }, skip: false, only: true },
    ])
    expect(cases[1]).not.toHaveProperty('expected')
    expect(cases[1]).not.toHaveProperty('metadata')
  })

  it('tells a quoted empty text from an empty cell', async () => {
    await write('c.csv', 'ticket,expected\na,""\nb,\n')
    const { cases } = await load('c.csv')
    expect(cases.map((item) => item.expected)).toEqual(['', undefined])
  })

  it('counts CRLF inside quotes as one line', async () => {
    await write('d.csv', 'ticket,expected\r\n"a\r\nb\r\nc",x\r\nd,y\r\n')
    expect((await load('d.csv')).cases.map((item) => item.at?.line)).toEqual([2, 5])
  })
})

describe('any rows', () => {
  const name = fc
    .stringMatching(/^[a-z]{3,8}$/)
    .filter((text) => !['only', 'skip', 'tags', 'split', 'expected', 'critical'].includes(text))
  const text = fc.string({
    unit: fc.constantFrom(
      'a',
      'é',
      '👍',
      '"',
      ',',
      '\n',
      '\r\n',
      ' ',
      ';',
      ':',
      '#',
      '- ',
      '{',
      '1',
      '\t',
      "'",
      '\u2028',
      '\\',
    ),
  })
  const textRow = fc.record(
    {
      input: fc.dictionary(name, text, { minKeys: 1, maxKeys: 3, noNullPrototype: true }),
      expected: text,
      split: fc.constantFrom('optimization', 'dev', 'test'),
      tags: fc.array(fc.stringMatching(/^[a-z0-9]+$/), { maxLength: 3 }),
      critical: fc.boolean(),
      skip: fc.boolean(),
    },
    { requiredKeys: ['input', 'tags', 'critical'] },
  )
  const json = fc
    .jsonValue({ noUnicodeString: false })
    .map((value): unknown => JSON.parse(JSON.stringify(value)))
  const withIds = <T>(rows: T[]) => rows.map((row, index) => ({ id: `r${index}`, ...row }))
  const jsonRow = fc.record(
    {
      input: fc.dictionary(name, json, { minKeys: 1, maxKeys: 3, noNullPrototype: true }),
      expected: json,
      metadata: fc.dictionary(name, json, { noNullPrototype: true }),
      tags: fc.array(text, { maxLength: 2 }),
      critical: fc.boolean(),
    },
    { requiredKeys: ['input', 'tags', 'critical'] },
  )
  const plain = async (source: string) => (await load(source)).cases.map(({ at: _, ...item }) => item)

  it('are the same after writing them as JSONL, JSON and YAML', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(jsonRow, { minLength: 1, maxLength: 5 }).map(withIds),
        fc.constantFrom(0, 1, 2),
        fc.constantFrom('\n', '\r\n', '\n\n'),
        async (rows, indent, lineEnd) => {
          await write('p.jsonl', rows.map((row) => JSON.stringify(row)).join(lineEnd))
          await write('p.json', JSON.stringify(rows, null, indent).replaceAll('\n', lineEnd))
          // In block form the library's writer loses white space of texts such as ' \n'.
          await write('p.yaml', stringify({ data: rows }, { blockQuote: false, lineWidth: 0 }))
          for (const file of ['p.jsonl', 'p.json', 'p.yaml']) expect(await plain(file)).toEqual(rows)
        },
      ),
    )
  })

  it('are the same after writing them as CSV', async () => {
    const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`
    await fc.assert(
      fc.asyncProperty(
        fc.array(textRow, { minLength: 1, maxLength: 5 }).map(withIds),
        fc.constantFrom('\n', '\r\n'),
        async (rows, lineEnd) => {
          const names = [...new Set(rows.flatMap((row) => Object.keys(row.input)))]
          const lines = rows.map((row) =>
            [
              row.id,
              row.expected === undefined ? '' : quoted(row.expected),
              row.split ?? '',
              quoted(row.tags.join(';')),
              String(row.critical),
              row.skip === undefined ? '' : String(row.skip),
              ...names.map((each) => quoted(row.input[each] ?? '')),
            ].join(','),
          )
          const header = ['id', 'expected', 'split', 'tags', 'critical', 'skip', ...names].join(',')
          await write('p.csv', [header, ...lines].join(lineEnd))
          const filled = rows.map((row) => ({
            ...row,
            input: Object.fromEntries(names.map((each) => [each, row.input[each] ?? ''])),
          }))
          expect(await plain('p.csv')).toEqual(filled)
        },
      ),
    )
  })

  it('have the line of their first character', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(json, fc.constantFrom('', '\n', ' \r\n\n')), { minLength: 1, maxLength: 6 }),
        fc.constantFrom(0, 2),
        async (values, indent) => {
          let source = '['
          const lines: number[] = []
          values.forEach(([value, gap], index) => {
            source += gap
            lines.push(source.split('\n').length)
            source += `${JSON.stringify({ id: index, input: { value } }, null, indent)}${gap}${index < values.length - 1 ? ',' : ''}`
          })
          await write('l.json', `${source}]`)
          expect((await load('l.json')).cases.map((item) => item.at?.line)).toEqual(lines)
        },
      ),
    )
  })
})

it('reads trials of a row in every format, also from the columns of a CSV', async () => {
  await write('t.csv', 'id,ticket,trials,pass.atLeast\na,x,5,4\nb,y,,\n')
  await write(
    't.jsonl',
    '{"id": "a", "input": "x", "trials": 5, "pass": {"atLeast": 4}}\n{"id": "b", "input": "y"}\n',
  )
  for (const file of ['t.csv', 't.jsonl']) {
    const { cases } = await load(file)
    expect(cases[0]).toMatchObject({ trials: 5, pass: { atLeast: 4 } })
    expect(cases[1]).not.toHaveProperty('trials')
    expect(cases[1]).not.toHaveProperty('pass')
  }
})

it.each([
  ['{"input": "x", "trials": "many"}', '"trials" must be a whole number from 1 to 100'],
  ['{"input": "x", "pass": 3}', '"pass" must be { "atLeast": NUMBER }'],
])('names a row with trials that make no sense: %s', async (line, problem) => {
  await write('bad.jsonl', `${line}\n`)
  await expect(load('bad.jsonl')).rejects.toThrow(problem)
})
