import fc from 'fast-check'

/** What must never reach a terminal: controls, bidirectional controls, separators, halves of surrogate pairs. */
export const unprintable = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}\p{Cs}]/u

const sequences = [
  '\x1b[31m',
  '\x1b[35m',
  '\x1b[2J',
  '\x1b]8;;http://example.com\x07link\x1b]8;;\x07',
  '\x9b31m',
  '\r',
  '\n',
  '\r\n',
  '\t',
  '\b',
  '\0',
  '\x7f',
  '\x85',
  '\u061c',
  '\u200e',
  '\u202e',
  '\u2066',
  '\u2028',
  '\u2029',
  '\ud800',
  '\udc00',
  '\uE000',
  '배송',
  '配送の遅れ',
  '👩‍👩‍👧‍👦',
  '🇩🇪',
  'e\u0301',
  'क्षि',
  ' ',
  '%s',
  '$&',
]

/** Text as an attacker or another script would write it. */
export const nastyText = fc
  .array(
    fc.oneof(
      fc.constantFrom(...sequences),
      fc.string({ unit: 'grapheme', maxLength: 20 }),
      fc.lorem({ maxCount: 6 }),
    ),
    {
      maxLength: 12,
    },
  )
  .map((parts) => parts.join(''))
