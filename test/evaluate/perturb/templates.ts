import fc from 'fast-check'

const word = fc.constantFrom(
  'alpha',
  'Beta',
  'gamma',
  'delta',
  'Epsilon',
  'x-1',
  '3.5',
  'über',
  '**bold**',
  '{{ticket}}',
)
const words = fc.array(word, { minLength: 1, maxLength: 5 }).map((list) => list.join(' '))

/** A line as prompts have them, and some that are broken. */
export const templateLine = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.constantFrom('- ', '* ', '+ ', '• ', '  - ', '1. ', '2. ', '3) '), words)
      .map((parts) => parts.join('')),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom('- ', '- '), words, fc.constantFrom(': ', ' : '), words)
      .map((parts) => parts.join('')),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom('# ', '### ', ''), words, fc.constantFrom('', ':'))
      .map((parts) => parts.join('')),
  },
  { weight: 2, arbitrary: words },
  { weight: 3, arbitrary: fc.constant('') },
  fc.constantFrom(
    '```',
    '---',
    '* * *',
    '{',
    '"a": [',
    '}',
    ']',
    '<example>',
    '</example>',
    '    code',
    '**Title**',
    '**Title:**',
    'Field: {{ticket}}',
  ),
)

/** Words, numbers and placeholders in order. The numbers of lists are among them; marks of headings and lists are not. */
export function wordsOf(text: string): string[] {
  return (
    text.match(/\{\{[^{}]*\}\}|[\p{L}\p{N}][\p{L}\p{N}.-]*/gu)?.map((found) => found.replace(/[.-]+$/, '')) ??
    []
  )
}
