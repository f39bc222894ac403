import fc from 'fast-check'
import { nastyText } from './nasty-text.ts'

/** What would act on a page of GitHub, in XML, in a log or at a terminal. */
export const attacks: readonly string[] = [
  '@octocat',
  '@acme/team',
  '#1',
  'acme/desk#1',
  'GH-1',
  'acme/desk@0123456',
  '0123456789abcdef0123456789abcdef01234567',
  'deadbee',
  '1234567',
  'CVE-2024-12345',
  'GHSA-jfh8-c2jp-5v3q',
  'http://evil.example/x?a=b&c=d',
  'https://',
  'ftp://evil.example',
  'www.evil.example',
  'WWW.evil.example',
  'mailto:eve@evil.example',
  'eve@evil.example',
  '<http://evil.example>',
  '![image](http://evil.example/x.png)',
  '[link](javascript:alert(1))',
  '](http://evil.example)',
  '[ref]: http://evil.example',
  '[^1]',
  '<img src=x onerror=alert(1)>',
  '<script>alert(1)</script>',
  '<a href="http://evil.example">',
  '<!--',
  '-->',
  '<?php',
  '<![CDATA[',
  ']]>',
  '</details>',
  '<details open>',
  '</summary>',
  '</sub>',
  '</testsuites>',
  '&#64;octocat',
  '&lt;b&gt;',
  '&',
  '```',
  '````sh',
  '~~~',
  '`',
  '``',
  '\\',
  '\\`',
  '|',
  '\\|',
  '\n|---|\n',
  '\n# heading',
  '\n> [!NOTE]\n> x',
  '\n- item',
  '\n1. item',
  '1) ',
  '+ ',
  '- ',
  '\n---\n',
  '\n===\n',
  '\n\n',
  '\n    code',
  '*',
  '**',
  '_',
  '__',
  '_a_',
  'snake_case_name',
  '~~',
  '$',
  '$$',
  '$\\href{http://evil.example}{x}$',
  ':octocat:',
  ':tada:',
  '[!CAUTION]',
  '[ ]',
  '::error::x',
  '\n::stop-commands::token',
  '\r::add-mask::x',
  '  ::warning file=x::y',
  '##[group]x',
  '%0A::error::x',
  ',title=x',
  '"',
  "'",
  '\u200b',
  '\ufeff',
  '\u{e0041}',
  '\uffff',
  '\u00ad',
]

/** Text that attacks whatever it is shown on. */
export const hostileText = fc
  .array(
    fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...attacks) }, { weight: 1, arbitrary: nastyText }),
    {
      minLength: 1,
      maxLength: 5,
    },
  )
  .map((parts) => parts.join(''))

/** Members whose values are words of ours. */
const ours = new Set(['schema', 'verdict', 'kind', 'change', 'code', 'report', 'topicsSince'])

/** The same data with other texts, values and keys alike. */
export function mapTexts<T>(data: T, map: (text: string) => string): T
export function mapTexts(data: unknown, map: (text: string) => string): unknown {
  if (typeof data === 'string') return map(data)
  if (Array.isArray(data)) return data.map((item) => mapTexts(item, map))
  if (typeof data !== 'object' || data === null) return data
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, ours.has(key) ? value : mapTexts(value, map)]),
  )
}
