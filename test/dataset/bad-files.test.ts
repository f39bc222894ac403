import { mkdir } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { locateJsonError } from '../../src/dataset/json-error.ts'
import { useScratch } from './scratch.ts'

const { load, write, path } = useScratch()

describe('a dataset file', () => {
  const ok = '{"input": "a"}'
  it.each([
    ['a.jsonl', `${ok}\n{"input": "b"\n`, 'DATASET_BAD_ROWS', 2, 'not valid JSON: it ends too early'],
    ['a.jsonl', `${ok}\n\n{"input": b}\n`, 'DATASET_BAD_ROWS', 3, 'unexpected b}'],
    ['a.jsonl', '[1]', 'DATASET_BAD_ROWS', 1, 'a row is an object, and this one is a list'],
    ['a.json', `[${ok},\n{"input": x}]`, 'DATASET_BAD_SYNTAX', 2, 'unexpected x}]'],
    ['a.json', `[${ok},\n${ok}\n`, 'DATASET_BAD_SYNTAX', 3, 'it ends too early'],
    ['a.json', `${ok}\n${ok}\n`, 'DATASET_BAD_SYNTAX', 2, '.jsonl'],
    ['a.json', `[${ok},\n]`, 'DATASET_BAD_SYNTAX', 2, 'unexpected ]'],
    ['a.json', ok, 'DATASET_BAD_SHAPE', undefined, 'one object'],
    ['a.json', '{"rows": 3}', 'DATASET_BAD_SHAPE', undefined, '"rows" is not a list'],
    ['a.json', '"text"', 'DATASET_BAD_SHAPE', undefined, 'a string'],
    ['a.yaml', '- input: a\n- input: [b\n', 'DATASET_BAD_SYNTAX', 3, 'not valid YAML'],
    ['a.yaml', '- input: a\n- input: {x: .nan}\n', 'DATASET_BAD_ROWS', 2, 'input.x is NaN'],
    ['a.yaml', '- input: *gone\n', 'DATASET_BAD_SYNTAX', undefined, 'gone'],
    ['a.yaml', '- input: a\n- inptu: a\n  id: x\n', 'DATASET_BAD_ROWS', 2, 'Did you mean "input"?'],
    ['a.csv', 'ticket,id\na,1\n"b,2\nc,3\n', 'DATASET_BAD_SYNTAX', 3, 'never closed'],
    ['a.csv', 'ticket,id\n"x\r\ny",1\na"b,2\n', 'DATASET_BAD_SYNTAX', 4, 'does not start with one'],
    ['a.csv', 'ticket,id\na,1,2\n', 'DATASET_BAD_ROWS', 2, '3 cells, and the header 2'],
    [
      'a.csv',
      'ticket,skip\na,maybe\n',
      'DATASET_BAD_ROWS',
      2,
      '"skip" must be true or false, and is "maybe"',
    ],
    ['a.csv', 'ticket,ticket\na,b\n', 'DATASET_BAD_COLUMN', 1, 'two columns give "input.ticket"'],
    ['a.csv', 'ticket,input.ticket\na,b\n', 'DATASET_BAD_COLUMN', 1, 'two columns'],
    ['a.csv', 'ticket,expected,expected.x\na,b,c\n', 'DATASET_BAD_COLUMN', 1, 'beside'],
    ['a.csv', 'ticket,Expected\na,b\n', 'DATASET_BAD_COLUMN', 1, 'write "expected" for "Expected"'],
    [
      'a.csv',
      'id;ticket\r\n1;"a ""b"""\r\n',
      'DATASET_BAD_COLUMN',
      1,
      'separated by semicolons, and should be by commas',
    ],
    ['a.csv', 'id\tticket\n1\ta\n', 'DATASET_BAD_COLUMN', 1, 'separated by tabs'],
    ['a.csv', 'ticket,\na,b\n', 'DATASET_BAD_COLUMN', 1, 'column 2 has no name'],
    ['a.csv', 'id,expected\na,b\n', 'DATASET_BAD_COLUMN', 1, 'no column is an input value'],
    ['a.jsonl', ' \n\n', 'DATASET_EMPTY', undefined, 'no rows'],
    ['a.json', '[]', 'DATASET_EMPTY', undefined, 'no rows'],
    ['a.yaml', '\n', 'DATASET_EMPTY', undefined, 'no rows'],
    ['a.csv', 'ticket\n', 'DATASET_EMPTY', undefined, 'no rows'],
    ['a.txt', 'x', 'DATASET_UNKNOWN_FORMAT', undefined, '.jsonl, .ndjson, .json, .yaml, .yml and .csv'],
  ])('%s of %j is refused: %s at line %s', async (name, content, code, line, words) => {
    await write(name, content)
    await expect(load(`./${name}`)).rejects.toMatchObject({
      code,
      at: line === undefined ? { file: name } : { file: name, line },
      message: expect.stringContaining(words),
    })
  })

  it('that is missing, a folder or not UTF-8 is refused', async () => {
    await write('tickets.jsonl', ok)
    await expect(load('./tikets.jsonl')).rejects.toMatchObject({
      code: 'DATASET_NOT_FOUND',
      message: expect.stringMatching(/^tikets\.jsonl: .*Did you mean "tickets\.jsonl"\?$/),
    })
    await mkdir(path('folder.csv'))
    await expect(load('folder.csv')).rejects.toMatchObject({ code: 'DATASET_UNREADABLE' })
    await write('latin.csv', Buffer.from('ticket\nfine\ncaf\xe9\n', 'latin1'))
    await expect(load('latin.csv')).rejects.toMatchObject({
      code: 'DATASET_NOT_UTF8',
      at: { file: 'latin.csv', line: 3 },
    })
  })
})

describe('locateJsonError', () => {
  it.each([
    ['', 0],
    ['{"a":1,}', 7],
    ['{a:1}', 1],
    ['[1 2]', 3],
    ['[01]', 2],
    ['{"a" 1}', 5],
    ['["a\nb"]', 1],
    ['["\\x"]', 1],
    ['{"a":}', 5],
    ['[1}', 2],
    ['nul', 0],
    ['{"a":{"b":[1,2,{"c":"\\u00e9"}]}} x', 33],
  ])('finds where %j breaks', (text, offset) => {
    expect(() => JSON.parse(text)).toThrow()
    expect(locateJsonError(text).offset).toBe(offset)
  })
})
