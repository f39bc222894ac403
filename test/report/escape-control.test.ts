import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cutAt, escapeControl, oneLine } from '../../src/report/escape-control.ts'
import { nastyText, unprintable } from './nasty-text.ts'

describe('escapeControl', () => {
  test.each([
    ['\x1b[31mred\x1b[0m', '\\x1b[31mred\\x1b[0m'],
    ['a\nb\r\nc', 'a⏎b⏎c'],
    ['a\rb\tc\0', 'a\\rb\\tc\\x00'],
    ['\x7f\x9b', '\\x7f\\x9b'],
    ['abc\u202edcba\u2066\u200f\u061c', 'abc\\u202edcba\\u2066\\u200f\\u061c'],
    ['\u2028\u2029', '\\u2028\\u2029'],
    ['half \ud83d pair', 'half \\ud83d pair'],
    ['👩‍👧 é 配送', '👩‍👧 é 配送'],
  ])('%j', (text, expected) => {
    expect(escapeControl(text)).toBe(expected)
  })

  test('lets nothing through that a terminal would act on', () => {
    fc.assert(
      fc.property(fc.oneof(nastyText, fc.string({ unit: 'binary' })), (text) => {
        expect(escapeControl(text)).not.toMatch(unprintable)
        expect(oneLine(text)).not.toMatch(unprintable)
      }),
    )
  })

  test('leaves harmless text as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        fc.pre(!unprintable.test(text))
        expect(escapeControl(text)).toBe(text)
      }),
    )
  })
})

describe('oneLine', () => {
  test('collapses white space', () => {
    expect(oneLine('  a\n\n  b\tc ')).toBe('a b c')
  })

  test('cuts before it works', () => {
    expect(oneLine('word '.repeat(1_000_000), 20)).toBe('word word word word…')
  })
})

describe('cutAt', () => {
  test('never halves a character', () => {
    expect(cutAt('ab👍cd', 4)).toBe('ab…')
    expect(cutAt('ab👍cd', 5)).toBe('ab👍…')
    expect(cutAt('abcd', 4)).toBe('abcd')
  })
})
