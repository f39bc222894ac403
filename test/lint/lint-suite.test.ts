import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Case } from '../../src/core/case.ts'
import type { JsonValue } from '../../src/core/json.ts'
import { lintSuite } from '../../src/lint/lint-suite.ts'
import { parsePrompt } from '../../src/prompt/parse-prompt.ts'

const plain = `---
tune: [system]
---
<!-- system -->
You sort messages.
Answer with one word.
<!-- user -->
{{text}}
`

function row(id: string, text: string, more: Partial<Case> = {}): Case {
  const line = Number(/\d+/.exec(id)?.[0] ?? 0) + 1
  const at = { file: 'rows.jsonl', line }
  return { id, input: { text }, expected: 'a', split: 'dev', tags: [], critical: false, at, ...more }
}

const words = ['parcel', 'invoice', 'password', 'refund', 'garden', 'window', 'teapot', 'violin']
const rows = words.map((word, index) =>
  row(`r${index}`, `about the ${word}`, { expected: index % 2 ? 'a' : 'b' }),
)

const lint = (source: string, cases: readonly Case[] = rows, model?: string) =>
  lintSuite({ prompt: parsePrompt(source, 'p.prompt.md'), cases, stratify: 'expected', model })

const system = (...lines: string[]) => plain.replace('Answer with one word.', lines.join('\n'))

test('a plain prompt and sound rows give nothing', () => {
  expect(lint(plain)).toEqual([])
})

describe('variables', () => {
  test('rows without a field that the prompt uses are errors, named by place', () => {
    const bare = row('r8', '', { input: { other: 'x' } })
    expect(lint(plain, [...rows, bare])).toEqual([
      {
        rule: 'missing-field',
        severity: 'error',
        message: '1 row without "text", which p.prompt.md:8 uses: rows.jsonl:9',
        at: { file: 'rows.jsonl', line: 9 },
      },
      expect.objectContaining({ rule: 'unused-variable' }),
    ])
  })

  test('fields that the prompt never shows', () => {
    const [first, ...rest] = rows
    const found = lint(plain, [
      { ...row('r0', 'x'), ...first, input: { text: 'x', customer: 'Ann' } },
      ...rest,
    ])
    expect(found).toEqual([
      {
        rule: 'unused-variable',
        severity: 'warning',
        message: 'the prompt does not use "customer", which 1 row has',
        at: { file: 'p.prompt.md' },
      },
    ])
  })

  test('placeholders in what tuning rewrites', () => {
    const found = lint(plain.replace('You sort messages.', 'You sort {{text}}.'))
    expect(found).toMatchObject([{ rule: 'tunable-placeholder', at: { line: 5 } }])
    expect(lint('{{text}}')).toEqual([])
  })
})

describe('lines', () => {
  test('said twice, whatever the case and the mark', () => {
    const found = lint(system('- Never guess the queue.', 'Be brief.', '* never guess **the queue**'))
    expect(found).toEqual([
      {
        rule: 'duplicate-lines',
        severity: 'warning',
        message: 'says the same as line 6',
        at: { file: 'p.prompt.md', line: 8 },
      },
    ])
  })

  test.each([
    ['Always quote the order number.', 'Never quote the order number.'],
    ['Mention the price of the product.', "Don't mention the price of the product."],
    ['Answer in at most 50 words.', 'Answer in at most 100 words.'],
    ['You must include a greeting line.', 'You must not include a greeting line.'],
  ])('that look contradictory: %s / %s', (one, other) => {
    expect(lint(system(one, 'Be kind.', other))).toMatchObject([
      { rule: 'contradictory-lines', severity: 'warning', at: { line: 8 } },
    ])
  })

  test.each([
    ['- billing: invoices and payments', '- login: passwords and accounts'],
    ['Step 1: read the message twice.', 'Step 2: read the list of queues.'],
    ['Do not answer questions about law.', 'Do not answer questions about health.'],
    ['If the message is empty, answer "none".', 'If the message is not English, translate it first.'],
  ])('that do not: %s / %s', (one, other) => {
    expect(lint(system(one, other))).toEqual([])
  })

  test.each([
    ['sdkfjhg wrtplkj qqqzx bvcnm', 'hardly holds words'],
    ['The caf\u00C3\u00A9 is open until late.', 'broken encoding'],
    ['Sort the mail\u0007 by queue.', 'control characters'],
    [`See ${'aB3xK9'.repeat(16)} for more.`, 'encoded data'],
  ])('that are gibberish: %s', (line, words) => {
    expect(lint(system(line))).toMatchObject([
      { rule: 'gibberish', message: expect.stringContaining(words), at: { line: 6 } },
    ])
  })

  test.each([
    ['HTTP, JSON, XML and SQL are fine; so are rhythm, Schwarzschild and strengths.'],
    ['Use `git rev-parse --short HEAD` and https://example.com/a1b2c3d4e5f6 where asked.'],
    ['Antworte kurz, freundlich und auf Deutsch; Straße und Größe bleiben unverändert.'],
    ['Запрос сортируется по очередям, 请用中文回答。'],
  ])('that are not: %s', (line) => {
    expect(lint(system(line))).toEqual([])
  })
})

describe('the model reads so much', () => {
  const long = row('r9', 'word '.repeat(8_000))

  test('over its window is an error, near it a warning, unknown models are not judged', () => {
    expect(lint(plain, [...rows, long], 'gpt-4')).toMatchObject([
      { rule: 'context-window', severity: 'error', at: { file: 'rows.jsonl', line: 10 } },
    ])
    expect(lint(plain, [...rows, row('r9', 'word '.repeat(5_500))], 'gpt-4-0613')).toMatchObject([
      { rule: 'context-window', severity: 'warning' },
    ])
    expect(lint(plain, [...rows, long], 'gpt-4.1')).toEqual([])
    expect(lint(plain, [...rows, long], 'llama-9')).toEqual([])
  })
})

describe('datasets', () => {
  test('the same input in two splits', () => {
    const [found] = lint(plain, [...rows, row('r8', 'About the  Teapot', { expected: 'b', split: 'test' })])
    expect(found).toMatchObject({
      rule: 'split-leak',
      severity: 'error',
      message: '1 row in two splits: rows.jsonl:7 (dev) = rows.jsonl:9 (test)',
    })
  })

  test('the same input with different expected values, and copies', () => {
    expect(lint(plain, [...rows, row('r8', 'about the teapot', { expected: 'c' })])).toMatchObject([
      {
        rule: 'conflicting-rows',
        severity: 'error',
        message: expect.stringContaining('rows.jsonl:7, rows.jsonl:9'),
      },
    ])
    expect(lint(plain, [...rows, row('r8', 'about the teapot', { expected: 'b' })])).toMatchObject([
      { rule: 'conflicting-rows', severity: 'warning' },
    ])
  })

  test('one label for nearly all rows, and a label that a split lacks', () => {
    const many = (count: number, label: (index: number) => JsonValue, split: Case['split'] = 'dev') =>
      Array.from({ length: count }, (_, index) =>
        row(`${split}${index}`, `${split} ${words[index % 8]} ${index * 7919}`, {
          expected: label(index),
          ...(split ? { split } : {}),
        }),
      )
    expect(
      lint(
        plain,
        many(40, (index) => (index < 38 ? 'a' : 'b')),
      ),
    ).toMatchObject([
      { rule: 'one-sided-labels', message: expect.stringContaining('95 % of the rows expect "a"') },
    ])
    const lacking = [...many(20, (index) => (index % 2 ? 'a' : 'b')), ...many(20, () => 'a', 'test')]
    expect(lint(plain, lacking)).toMatchObject([
      {
        rule: 'one-sided-labels',
        message: expect.stringContaining('no row of test expects "b"; 10 others do'),
      },
    ])
    expect(
      lint(
        plain,
        many(40, (index) => `free answer ${index}`),
      ),
    ).toEqual([])
  })
})

test('any prompt and rows can be looked over, and each finding has a place', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.string({ unit: 'grapheme' }).filter((line) => !/[{<]|---/.test(line)),
        { maxLength: 30 },
      ),
      fc.array(fc.record({ text: fc.string(), expected: fc.jsonValue() }), { maxLength: 30 }),
      (lines, given) => {
        const cases = given.map(({ text, expected }, index) =>
          row(`r${index}`, text, { expected: JSON.parse(JSON.stringify(expected)) }),
        )
        for (const finding of lint(system('Sort it.', ...lines), cases)) {
          expect(finding.message).not.toBe('')
          expect(finding.at).toBeDefined()
        }
      },
    ),
    { numRuns: 60 },
  )
})
