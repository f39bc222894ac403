import { describe, expect, test } from 'vitest'
import { escapeMarkdown } from '../../../src/report/escape/escape-markdown.ts'
import { codeBlock, codeSpan } from '../../../src/report/escape/markdown-code.ts'

describe('escapeMarkdown', () => {
  test.each([
    ['plain words, 12 % of them.', 'plain words, 12 % of them.'],
    ['snake_case and C# at 12:30', 'snake_case and C#&#8203; at 12:&#8203;30'],
    ['a\nb\r\n\tc', 'a b c'],
    ['ask @octocat', 'ask @&#8203;octocat'],
    ['see #1, GH-1 and gh-22', 'see #&#8203;1, GH&#8203;-1 and gh&#8203;-22'],
    ['in deadbeef, not in feedback', 'in deadbe&#8203;ef, not in feedback'],
    ['http://x.example or www.x.example', 'http:&#8203;//x.example or www&#8203;.x.example'],
    ['[a](b) ![c](d)', '&#91;a&#93;(b) !&#91;c&#93;(d)'],
    ['<b>&amp;</b>', '&lt;b&gt;&amp;amp;&lt;/b&gt;'],
    ['`a` *b* _c_ ~~d~~ | \\', '&#96;a&#96; &#42;b&#42; &#95;c&#95; &#126;&#126;d&#126;&#126; &#124; &#92;'],
    ['$x$', '<span>$</span>x<span>$</span>'],
    ['- item', '&#45; item'],
    ['1. item', '1&#8203;. item'],
    ['::error::x', ':&#8203;:&#8203;error::&#8203;x'],
    ['a\x1b[31mb\u202ec\u200bd\ud800', 'a&#91;31mbcd'],
    ['👩‍👧 कर्क', '👩‍👧 कर्क'],
    ['\u0000 \u200b', ''],
  ])('%j', (text, expected) => {
    expect(escapeMarkdown(text)).toBe(expected)
  })

  test('cuts before it escapes', () => {
    expect(escapeMarkdown('*'.repeat(50), 3)).toBe('&#42;&#42;…')
  })
})

describe('codeSpan', () => {
  test.each([
    ['a', '`a`'],
    ['a`b', '``a`b``'],
    ['``', '``` `` ```'],
    ['@octocat <b> $x$', '`@octocat <b> $x$`'],
    ['a\n\nb', '`a b`'],
    ['\u202e', ''],
    ['##[group]', '`##\u200b[group]`'],
  ])('%j', (text, expected) => {
    expect(codeSpan(text)).toBe(expected)
  })
})

test('a fence is longer than any run of backticks in it', () => {
  expect(codeBlock(['a', '```` b'], 'sh')).toBe('`````sh\na\n```` b\n`````')
})
