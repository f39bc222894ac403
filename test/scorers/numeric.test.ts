import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { numeric } from '../../src/scorers/numeric.ts'
import { parseNumber } from '../../src/scorers/parse-number.ts'
import { scorerContract } from './contract.ts'
import { feedbackOf, scoreOf } from './run.ts'

scorerContract({
  name: 'numeric',
  threshold: 1,
  make: numeric,
  right: { output: '1,234.50', expected: 1234.5 },
  wrong: { output: '1,234.60', expected: 1234.5 },
})

describe('numbers in texts', () => {
  test.each([
    ['42', 42],
    [' -1.5 ', -1.5],
    ['−3', -3],
    ['+7', 7],
    ['1,234,567.89', 1234567.89],
    ['12,34,567', 1234567],
    ['.5', 0.5],
    ['5.', 5],
    ['1.5e-3', 0.0015],
    ['$1,234', 1234],
    ['-$1,234', -1234],
    ['$-1,234', -1234],
    ['US$ 5', 5],
    ['€ 5.20', 5.2],
    ['5 €', 5],
    ['(1,234)', -1234],
    ['($1,234.50)', -1234.5],
    ['12.5%', 0.125],
    ['12.5 %', 0.125],
    ['(5%)', -0.05],
    [3, 3],
  ])('%j is %d', (text, number) => {
    expect(parseNumber(text)).toBeCloseTo(number, 12)
  })

  test.each([
    '',
    'abc',
    '1,23',
    '1.234,56',
    '1 234',
    '12,3456',
    '1.2.3',
    '--5',
    '-$-5',
    '(-5)',
    '5 apples',
    '0x10',
    'NaN',
    'Infinity',
    '1e999',
    '()',
    '%',
    '$',
  ])('%j is no number', (text) => {
    expect(parseNumber(text)).toBeUndefined()
  })

  test.each([NaN, Infinity, true, null, undefined, [1], {}])('nor is %j', (value) => {
    expect(parseNumber(value)).toBeUndefined()
  })

  test('what Intl writes in US English reads back', () => {
    const write = new Intl.NumberFormat('en-US', { maximumFractionDigits: 4 })
    const dollars = new Intl.NumberFormat('en-US', {
      style: 'currency',
      currency: 'USD',
      currencySign: 'accounting',
    })
    fc.assert(
      fc.property(fc.integer({ min: -(10 ** 10), max: 10 ** 10 }), (tenThousandths) => {
        const number = tenThousandths / 10_000
        expect(parseNumber(write.format(number))).toBeCloseTo(number, 6)
        expect(parseNumber(dollars.format(Math.round(number)))).toBeCloseTo(Math.round(number), 6)
      }),
    )
  })
})

describe('tolerances', () => {
  test.each([
    [{}, 0.1 + 0.2, 0.3, 1],
    [{}, 0.3001, 0.3, 0],
    [{}, 0, 0, 1],
    [{ absolute: 0.1 }, 1.1, 1, 1],
    [{ absolute: 0.1 }, 1.11, 1, 0],
    [{ absolute: 0.01 }, 1_000_000_000.5, 1_000_000_000, 0],
    [{ relative: 0.05 }, 105, 100, 1],
    [{ relative: 0.05 }, 95, 100, 1],
    [{ relative: 0.05 }, 105.1, 100, 0],
    [{ relative: 0.05 }, -100, 100, 0],
    [{ relative: 0.05, absolute: 10 }, 109, 100, 1],
  ])('%j: %d against %d: %i', async (options, output, expected, score) => {
    expect(await scoreOf(numeric(options), { output, expected })).toBe(score)
  })

  test('below 0 are refused', () => {
    expect(() => numeric({ absolute: -1 })).toThrow(expect.objectContaining({ code: 'SCORER_OPTION' }))
    expect(() => numeric({ relative: Number.NaN })).toThrow('0 or more')
  })
})

test('feedback says how far off, or that it is no number and which form is read', async () => {
  expect(await feedbackOf(numeric(), { output: '12', expected: '10' })).toBe(
    'expected "10", got "12": off by 2',
  )
  expect(await feedbackOf(numeric(), { output: '1.234,5', expected: 1234.5 })).toBe(
    'expected 1234.5, got "1.234,5", which is not a number (comma for thousands, dot for decimals)',
  )
})

test('a row whose `expected` is no number is an error', async () => {
  expect(await feedbackOf(numeric(), { output: '1', expected: 'about two' })).toContain(
    'needs a number in "expected"',
  )
})

test('path', async () => {
  const given = { output: { total: '$5' }, expected: { total: 5, tax: 1 } }
  expect(await scoreOf(numeric({ path: 'total' }), given)).toBe(1)
})
