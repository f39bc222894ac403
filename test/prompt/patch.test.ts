import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyPatch } from '../../src/prompt/apply-patch.ts'
import { checkPatch } from '../../src/prompt/check-patch.ts'
import { parsePrompt } from '../../src/prompt/parse-prompt.ts'

const source = '---\ntune: [system]\n---\n<!-- system -->\nBe {{mood}}.\n<!-- user -->\n{{ticket}}\n'
const prompt = parsePrompt(source, 'p.md')

describe('applyPatch', () => {
  it('keeps byte order mark, line ends, comments, blank lines and the missing newline at the end', () => {
    const before =
      '\uFEFF---\r\nmodel: x # why\r\n---\r\n<!-- two words -->\r\n\r\n<!-- system -->  \r\n\r\nold\r\n\r\n\n<!-- user -->\r\n{{a}} '
    expect(applyPatch(parsePrompt(before, 'p.md'), { system: '\n\nnew\nlines\n' }).source).toBe(
      before.replace('old', 'new\r\nlines'),
    )
  })

  it('keeps the line ends of the lines that stay, in a file of mixed ones', () => {
    const before = 'one\ntwo\r\nthree\nfour\r\nfive\n'
    const after = applyPatch(parsePrompt(before, 'p.md'), { user: 'one\ntwo\nnew\nmore\nfour\nfive' }).source
    expect(after).toBe('one\ntwo\r\nnew\nmore\nfour\r\nfive\n')
  })

  it('keeps empty lines apart from a lone CR above them', () => {
    const mixed = parsePrompt('<!-- system -->\na\ra\n<!-- user -->\nb\n', 'p.md')
    expect(applyPatch(mixed, { system: 'a\n\na' }).sections[0]?.text).toBe('a\n\na')
  })

  it('gives the same file for the same texts', () => {
    const mixed = parsePrompt('<!-- system -->\ra\r\nb\nc\r\n<!-- user -->\nd', 'p.md')
    expect(applyPatch(mixed, { system: 'a\nb\nc', user: 'd' }).source).toBe(mixed.source)
  })

  it.each([
    [{ system: 'a' }, { system: 'b', nobody: 'c' }],
    [{}, { user: 'frozen {{ticket}}' }],
    [{}, { system: 'a\n<!-- user: x -->\nb' }],
    [{}, { system: '' }],
  ])('refuses what does not fit, after %j: %j', (_, sections) => {
    expect(() => applyPatch(prompt, sections)).toThrow(/p\.md/)
  })

  const lineEnd = fc.constantFrom('\n', '\r\n', '\r')
  const word = fc.constantFrom(
    'a',
    'Be brief.',
    '  indented',
    'trailing  ',
    '',
    '👍',
    '{"a": 1}',
    '{{x}}',
    '---',
    '<!-- two words -->',
    '\u00a0',
    '$&',
  )
  const text = fc
    .array(word, { minLength: 1, maxLength: 6 })
    .map((lines) => lines.join('\n'))
    .filter((joined) => joined.trim() !== '')
  const trimmed = (joined: string) => joined.replace(/^(\s*\n)+|(\n\s*)+$/g, '')
  const file = fc
    .record({
      mark: fc.constantFrom('', '\uFEFF'),
      front: fc.constantFrom('', '---\nmodel: x # note\n---\n'),
      comment: fc.constantFrom('', '<!-- kept as it is -->\n\n'),
      texts: fc.tuple(text, text, text),
      gaps: fc.array(fc.constantFrom('\n', '\n\n', '\n \n'), { minLength: 6, maxLength: 6 }),
      end: fc.constantFrom('', '\n', '\n\n'),
      ends: fc.array(lineEnd, { minLength: 1, maxLength: 5 }),
    })
    .map(({ mark, front, comment, texts, gaps, end, ends }) => {
      const markers = ['<!-- system -->', '<!-- user: one -->', '<!--user-->']
      const body = texts.map((each, i) => `${markers[i]}${gaps[i]}${each}${i < 2 ? gaps[i + 3] : end}`)
      let at = 0
      return mark + (front + comment + body.join('')).replace(/\n/g, () => ends[at++ % ends.length] ?? '\n')
    })

  it('writes any text so that it is read back, and leaves every other byte', () => {
    fc.assert(
      fc.property(
        file,
        fc.constantFrom('system', 'user:one', 'user'),
        text,
        lineEnd,
        (before, name, next, end) => {
          const old = parsePrompt(before, 'p.md')
          const patched = applyPatch(old, { [name]: next.replaceAll('\n', end) })
          const was = old.sections.find((section) => section.name === name)
          const is = patched.sections.find((section) => section.name === name)
          expect(is?.text).toBe(trimmed(next))
          expect(patched.source.slice(0, is?.start)).toBe(before.slice(0, was?.start))
          expect(patched.source.slice(is?.end)).toBe(before.slice(was?.end))
          expect(patched.settings).toEqual(old.settings)
          const others = (sections: typeof old.sections) =>
            sections.filter((section) => section.name !== name).map((section) => section.text)
          expect(others(patched.sections)).toEqual(others(old.sections))
        },
      ),
      { numRuns: 300 },
    )
  })
})

describe('checkPatch', () => {
  it('finds nothing wrong with a good patch', () => {
    expect(checkPatch(prompt, { system: 'Be very {{ mood }}.' })).toEqual([])
  })

  it.each([
    [{}, 'names no section. The sections that may be rewritten are: system.'],
    [{ sistem: 'a' }, 'no section "sistem"'],
    [{ user: '{{ticket}}!' }, '"user" may not be rewritten'],
    [{ system: ' \n' }, 'is empty'],
    [{ system: '\nBe {{mood}}.\r\n' }, 'changes nothing'],
    [{ system: 'Be nice.' }, 'lost {{mood}}'],
    [{ system: 'Be {{mood}} in {{tone}}.' }, 'adds {{tone}}: its placeholders are {{mood}} only'],
    [{ system: 'Be {{mood}} {{ mood' }, 'opens {{mood without closing'],
    [{ system: 'Be {{mood}}.\n <!-- user -->\nHa' }, '"<!-- user -->", which would start'],
    [{ system: 'Be {{mood}}.\n<!-- note -->' }, 'would start'],
    [{ system: 'Be {{mood}}. \ud83d' }, 'half a character'],
    [{ system: 'Be {{mood}}.\u0000\u001b[2J\u202e' }, 'holds control characters (U+0000, U+001B and U+202E)'],
    [{ toString: 'a' }, 'no section "toString"'],
  ])('says what is wrong with %j', (sections, words) => {
    expect(checkPatch(prompt, sections).join('\n')).toContain(words)
  })

  it('lets tabs pass, line ends of all kinds, and control characters that stood there before', () => {
    expect(checkPatch(prompt, { system: 'Be\t{{mood}}.\r\nNow.\rGo.' })).toEqual([])
    const odd = parsePrompt('Form\ffeed', 'p.md')
    expect(checkPatch(odd, { user: 'Form\ffeed, again' })).toEqual([])
  })

  it('refuses a text that would become front matter', () => {
    const bare = parsePrompt('Say hello', 'p.md')
    expect(checkPatch(bare, { user: '---\nSay hello' }).join()).toContain('could not be read back')
    expect(checkPatch(bare, { user: '---\nmodel: x\n---\nSay hello' }).join()).toContain(
      'could not be read back',
    )
    expect(checkPatch(bare, { user: '\uFEFFSay it' }).join()).toContain('could not be read back')
  })

  it('passes exactly what applyPatch can write', () => {
    const piece = fc.constantFrom(
      '{{mood}}',
      '{{',
      '}}',
      'mood',
      '\n',
      '<!-- user -->',
      '---',
      ' ',
      'x',
      '\r',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const system = pieces.join('')
        if (checkPatch(prompt, { system }).length > 0) return
        expect(applyPatch(prompt, { system }).sections[0]?.variables).toEqual(['mood'])
      }),
    )
  })
})
