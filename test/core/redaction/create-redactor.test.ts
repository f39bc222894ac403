import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRedactor } from '../../../src/core/redaction/create-redactor.ts'
import { plantSecrets } from '../../support/secret-corpus.ts'

const redactor = createRedactor({ env: {} })
const planted = plantSecrets(400)
const ordinary = readFileSync(new URL('./ordinary-text.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '')

describe('redaction', () => {
  it.each(planted.slice(0, 200))('takes $kind out of $text', ({ secret, text }) => {
    const plain = redactor.text(text)
    expect(plain).not.toContain(secret)
    expect(plain).toContain('[redacted]')
  })

  it.each([
    ['in quotes', (text: string) => JSON.stringify(text)],
    ['in JSON inside of JSON', (text: string) => JSON.stringify({ body: JSON.stringify({ text }) })],
    ['in a long text', (text: string) => `${'So it goes. '.repeat(200)}\n${text}\n${'And on. '.repeat(200)}`],
    ['in Markdown', (text: string) => `- **note**: \`${text}\`, as said`],
  ])('finds all of them %s', (_where, wrap) => {
    const left = planted.filter(({ secret, text }) => redactor.text(wrap(text)).includes(secret))
    expect(left.map(({ kind, text }) => [kind, wrap(text)])).toEqual([])
  })

  it.each(ordinary)('leaves alone: %s', (line) => {
    expect(redactor.text(line)).toBe(line)
    expect(redactor.json({ text: line })).toEqual({ text: line })
  })
})

/** Texts full of half a secret here and a sign of one there. */
const fragments = fc.array(
  fc.oneof(
    fc.constantFrom(
      ...[
        'password',
        'api_key',
        'token',
        'secret',
        'Authorization: ',
        'Cookie: ',
        'Bearer ',
        'Basic ',
        'is ',
      ],
      ...[
        '=',
        ': ',
        ':',
        '"',
        "'",
        '\\"',
        '\\n',
        '\\',
        '\n',
        '://',
        '@',
        '?key=',
        '&sig=',
        '--token ',
        '<password>',
      ],
      ...[
        'sk-',
        'eyJ',
        '.eyJ',
        'AKIA',
        'ghp_',
        '-----BEGIN PRIVATE KEY-----',
        '[redacted]',
        '[',
        ']',
        '…',
        '...',
      ],
      ...['hunter2hunter2', 'd][redac', 'abcdefgh[', '1234567890abcdef', '{', '}', ','],
    ),
    fc.string({ maxLength: 12 }),
    fc.constantFrom(...planted.slice(0, 60).map(({ text }) => text)),
    fc.constantFrom(...planted.slice(0, 60).map(({ secret }) => secret)),
  ),
  { maxLength: 14 },
)
const text = fragments.map((parts) => parts.join(''))

describe('redaction of any text', () => {
  const strange = createRedactor({
    env: { A_SECRET: 'hunter2hunter2', B_TOKEN: 'd][redac', C_KEY: 'abcdefgh[', D_PASSWORD: 'redacted' },
  })

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(text, (given) => {
        const once = strange.text(given)
        expect(strange.text(once)).toBe(once)
      }),
      { numRuns: 3_000 },
    )
  })

  it('grows by no more than a mark for each value of four characters', () => {
    fc.assert(
      fc.property(text, (given) => {
        expect(strange.text(given).length).toBeLessThanOrEqual(given.length * 4)
      }),
    )
  })

  it('leaves JSON to be JSON, of the same build', () => {
    const value = fc.jsonValue({ stringUnit: text, depthSize: 'small' })
    const shape = (data: unknown): unknown =>
      Array.isArray(data)
        ? data.map(shape)
        : typeof data === 'object' && data !== null
          ? Object.values(data).map(shape)
          : 0
    fc.assert(
      fc.property(value, (given) => {
        expect(() => JSON.parse(redactor.text(JSON.stringify(given)))).not.toThrow()
        expect(shape(redactor.json(JSON.parse(JSON.stringify(given))))).toEqual(shape(given))
      }),
      { numRuns: 2_000 },
    )
  })

  it('comes to an end on texts that are made to be slow', () => {
    const long = 300_000
    const pieces = [
      ...[
        'sk-',
        'eyJ',
        'eyJ-',
        'eyJa.',
        'SG.',
        'AKIA',
        'ghp_a',
        '-----BEGIN PRIVATE KEY-----',
        '-----BEGIN PRIVATE KEY-----\\n',
      ],
      ...[
        'password',
        'password=',
        'password:',
        'password="',
        "password='",
        'token=',
        'token: "',
        'secret is ',
        'password \t',
        'api key',
      ],
      ...[
        'authorization:',
        'authorization: bearer ',
        'Bearer ',
        'Bearer a',
        'Basic ',
        'cookie: a=',
        'cookie:',
        'cookie: a',
      ],
      ...[
        '://',
        '://a',
        '://a:',
        'a@',
        '?key=',
        '&sig=a',
        '<password',
        '<a-',
        '--a-',
        '--password ',
        '-u a',
        '\\',
        '\\"',
        '"',
        ' ',
        '\n',
        '-',
        '…',
        'hunter2…',
      ],
    ]
    for (const piece of pieces) {
      const plain = strange.text(piece.repeat(long / piece.length))
      expect(plain.length).toBeGreaterThan(0)
    }
  }, 30_000)
})
