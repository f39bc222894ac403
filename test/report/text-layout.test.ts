import fc from 'fast-check'
import stringWidth from 'string-width'
import { describe, expect, test } from 'vitest'
import { oneLine } from '../../src/report/escape-control.ts'
import { breakLines, cutText, flow, pad, wrapText } from '../../src/report/text-layout.ts'
import { nastyText } from './nasty-text.ts'

const text = nastyText.map((raw) => oneLine(raw))
const width = fc.integer({ min: 10, max: 80 })

describe('wrapText', () => {
  test('breaks at words', () => {
    expect(wrapText('the quick brown fox', 10)).toEqual(['the quick', 'brown fox'])
  })

  test('breaks a word that is wider than a line', () => {
    expect(wrapText('see abcdefghijklmnop now', 10)).toEqual(['see', 'abcdefghij', 'klmnop now'])
  })

  test('counts wide characters as two columns', () => {
    expect(wrapText('配送が遅れていますか', 10)).toEqual(['配送が遅れ', 'ていますか'])
  })

  test('cuts at a word when there are too many lines', () => {
    expect(wrapText('one two three four five six', 9, 2)).toEqual(['one two', 'three…'])
  })

  test('gives no line for no text', () => {
    expect(wrapText('', 10)).toEqual([])
  })

  test('no line is too wide and no word is lost', () => {
    fc.assert(
      fc.property(text, width, (value, columns) => {
        const lines = wrapText(value, columns)
        for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(columns)
        expect(lines.join('').replaceAll(' ', '')).toBe(value.replaceAll(' ', ''))
      }),
    )
  })

  test('with a bound, no more lines and none too wide', () => {
    fc.assert(
      fc.property(text, width, fc.integer({ min: 1, max: 3 }), (value, columns, most) => {
        const lines = wrapText(value, columns, most)
        expect(lines.length).toBeLessThanOrEqual(most)
        for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(columns)
      }),
    )
  })
})

test('breakLines keeps the indentation of the first line', () => {
  const line = '    - one two three'
  expect(breakLines(line, 12).map(([start, end]) => line.slice(start, end))).toEqual([
    '    - one',
    'two three',
  ])
})

test('cutText ends within its width', () => {
  expect(cutText('shipping', 5)).toBe('ship…')
  expect(cutText('配送の遅れ', 6)).toBe('配送…')
  fc.assert(fc.property(text, width, (value, columns) => stringWidth(cutText(value, columns)) <= columns))
})

test('pad fills to the width on either side', () => {
  expect([pad('配送', 6), pad('配送', 6, 'right'), pad('toolong', 3)]).toEqual([
    '配送  ',
    '  配送',
    'toolong',
  ])
})

describe('flow', () => {
  test('fills lines and leaves the separator out at their ends', () => {
    expect(flow([{ text: 'aaa' }, { text: 'bbb' }, { text: 'ccc' }], 9)).toEqual(['aaa · bbb', 'ccc'])
  })

  test('never breaks a whole item', () => {
    expect(flow([{ text: 'in' }, { text: 'src/a/very/long/path.ts', whole: true }], 10)).toEqual([
      'in',
      'src/a/very/long/path.ts',
    ])
  })

  test('paints each line of a broken item', () => {
    expect(flow([{ text: 'one two', paint: (part) => `<${part}>` }], 4)).toEqual(['<one>', '<two>'])
  })
})
