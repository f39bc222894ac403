import { describe, expect, test } from 'vitest'
import {
  formatChange,
  formatPercent,
  formatScore,
  formatSeconds,
  formatTokens,
} from '../../src/report/format-number.ts'

test.each([
  [1, '100%'],
  [0.9996, '99.9%'],
  [0.722, '72.2%'],
  [0.5, '50%'],
  [0.0001, '0.1%'],
  [0, '0%'],
  [null, '-'],
])('formatPercent(%s) is %s', (share, text) => {
  expect(formatPercent(share)).toBe(text)
})

test('formatPercent without decimals', () => {
  expect([1, 0.999, 0.445, 0.001, 0].map((share) => formatPercent(share, 0))).toEqual([
    '100%',
    '99%',
    '45%',
    '1%',
    '0%',
  ])
})

test.each([
  [0, '0'],
  [999, '999'],
  [999.7, '1k'],
  [1_000, '1k'],
  [1_234, '1.2k'],
  [9_949, '9.9k'],
  [9_960, '10k'],
  [81_300, '81k'],
  [999_499, '999k'],
  [999_500, '1M'],
  [3_400_000, '3.4M'],
  [12_000_000_000, '12G'],
])('formatTokens(%s) is %s', (count, text) => {
  expect(formatTokens(count)).toBe(text)
})

test.each([
  [0.4, '0 s'],
  [12, '12 s'],
  [59.6, '1 min'],
  [200, '3 min 20 s'],
  [3_599.7, '1 h'],
  [3_900, '1 h 5 min'],
  [7_199, '2 h'],
])('formatSeconds(%s) is %s', (seconds, text) => {
  expect(formatSeconds(seconds)).toBe(text)
})

describe('formatChange', () => {
  test.each([
    [0.6, 0.82, '+0.22'],
    [0.82, 0.6, '-0.22'],
    [0.5, 0.5001, '0'],
    [0.5, 0.4999, '0'],
    [null, 0.5, '-'],
    [0.5, null, '-'],
  ])('%s to %s is %s', (before, after, text) => {
    expect(formatChange(before, after)).toBe(text)
  })

  test('with a unit', () => {
    expect(formatChange(61.2, 83.8, 1, ' pts')).toBe('+22.6 pts')
  })
})

test('formatScore shows no minus zero', () => {
  expect([0.705, -0.001, null, 1].map((value) => formatScore(value))).toEqual(['0.70', '0.00', '-', '1.00'])
})
