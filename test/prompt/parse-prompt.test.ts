import { describe, expect, it } from 'vitest'
import { RetuneError } from '../../src/core/errors.ts'
import { parsePrompt } from '../../src/prompt/parse-prompt.ts'
import { promptLength } from '../../src/prompt/prompt-length.ts'
import { promptVariables } from '../../src/prompt/prompt-variables.ts'

const triage = `---
model: gpt-4.1
temperature: 0
top_p: 0.9
max_output_tokens: 300
reasoning_effort: low
tune: [system]
metadata: { owner: support }
---
<!-- Owned by the support team. -->
<!-- system -->

You route support tickets. Answer like {"queue": "..."}.

<!-- user: example-1 -->
I cannot sign in
<!-- assistant: example-1 -->
{"queue": "login"}
<!-- user -->
{{ ticket }} in {{language}}, {{ticket}}
`

function errorOf(source: string): RetuneError {
  try {
    parsePrompt(source, 'a.prompt.md')
  } catch (thrown) {
    if (thrown instanceof RetuneError) return thrown
    throw thrown
  }
  throw new Error('it was parsed')
}

describe('parsePrompt', () => {
  it('reads settings, sections, labels, variables and lines', () => {
    const prompt = parsePrompt(triage, 'triage.prompt.md')
    expect(prompt.settings).toMatchObject({
      model: 'gpt-4.1',
      temperature: 0,
      topP: 0.9,
      maxOutputTokens: 300,
      reasoningEffort: 'low',
      tune: ['system'],
      metadata: { owner: 'support' },
    })
    expect(
      prompt.sections.map(({ name, role, line, tunable, variables }) => [
        name,
        role,
        line,
        tunable,
        variables,
      ]),
    ).toEqual([
      ['system', 'system', 11, true, []],
      ['user:example-1', 'user', 15, false, []],
      ['assistant:example-1', 'assistant', 17, false, []],
      ['user', 'user', 19, false, ['ticket', 'language']],
    ])
    expect(prompt.sections[0]?.text).toBe('You route support tickets. Answer like {"queue": "..."}.')
    for (const { start, end, text } of prompt.sections) expect(prompt.source.slice(start, end)).toBe(text)
    expect(promptVariables(prompt)).toEqual([
      { name: 'ticket', line: 20 },
      { name: 'language', line: 20 },
    ])
    expect(prompt.hash).toMatch(/^[0-9a-f]{64}$/)
  })

  it('takes a file without markers as one user section', () => {
    const { sections } = parsePrompt('\n\nSay {{word}}\n  twice.  \n\n', 'p.md')
    expect(sections).toEqual([
      {
        name: 'user',
        role: 'user',
        text: 'Say {{word}}\n  twice.  ',
        line: 3,
        tunable: true,
        variables: ['word'],
        start: 2,
        end: 25,
      },
    ])
  })

  it.each([
    ['\r\n', '\uFEFF'],
    ['\r', ''],
    ['\n', '\uFEFF'],
  ])('reads line ends %j after the mark %j', (lineEnd, mark) => {
    const source = mark + triage.replaceAll('\n', lineEnd)
    const prompt = parsePrompt(source, 'p.md')
    expect(prompt.source).toBe(source)
    expect(prompt.settings.model).toBe('gpt-4.1')
    expect(prompt.sections.map(({ text }) => text)).toEqual(
      parsePrompt(triage, 'p.md').sections.map(({ text }) => text),
    )
    expect(promptVariables(prompt)[0]?.line).toBe(20)
  })

  it.each([
    ['{"a": {"b": 1}}', []],
    ['{{"a": 1}}', []],
    ['{{}} {{ }} {{#if x}} {{1}}', []],
    ['{{{ name }}}', ['name']],
    ['{{{{a}}}} {{ b-1 }} {{_c}}', ['a', 'b-1', '_c']],
    ['{"x": {{x}}}', ['x']],
  ])('finds in %s the variables %j', (text, variables) => {
    expect(parsePrompt(text, 'p.md').sections[0]?.variables).toEqual(variables)
  })

  it('keeps comments of two words or more, and comments inside a line, as text', () => {
    const text = '<!-- system -->\nA\n<!-- two words -->\nsee <!-- user --> here\n<!-- note: usual -->'
    expect(parsePrompt(text, 'p.md').sections.map((section) => section.text)).toEqual([
      'A\n<!-- two words -->\nsee <!-- user --> here\n<!-- note: usual -->',
    ])
  })

  it('counts code points', () => {
    expect(promptLength(parsePrompt('<!-- system -->\nab👍\n<!-- user -->\n{{x}}', 'p.md'))).toBe(8)
  })

  it.each([
    ['', 'PROMPT_EMPTY', undefined, 'empty'],
    ['\uFEFF---\nmodel: x\n---\n \n', 'PROMPT_EMPTY', undefined, '<!-- user -->'],
    ['<!-- system -->\n\n<!-- user -->\nhi', 'PROMPT_EMPTY_SECTION', 1, '"system" is empty'],
    ['hello\n\n{{ name }', 'PROMPT_UNCLOSED_PLACEHOLDER', 3, 'Write {{name}}'],
    ['---\na: 1', 'PROMPT_OPEN_FRONT_MATTER', 1, 'never closed'],
    ['---\nmodel: x\nmodle: y\n---\nhi', 'PROMPT_UNKNOWN_SETTING', 3, 'Did you mean "model"?'],
    ['---\nmodel: x\ntemperature: hot\n---\nhi', 'PROMPT_BAD_SETTING', 3, 'expected number'],
    ['---\nmodel: [1\n---\nhi', 'PROMPT_BAD_YAML', 2, 'Flow sequence'],
    ['---\nname: a\nmodel: b: c\n---\nhi', 'PROMPT_BAD_YAML', 3, 'Mend this line'],
    ['---\nmodel: *x\n---\nhi', 'PROMPT_BAD_YAML', 2, 'Unresolved alias'],
    ['---\n- a\n---\nhi', 'PROMPT_BAD_YAML', 2, 'name: value'],
    ['---\n\ntune: [sistem]\n---\n<!-- system -->\nhi', 'PROMPT_UNKNOWN_TUNE_SECTION', 3, '"system"?'],
    ['<!-- system -->\na\n<!-- asistant -->\nb', 'PROMPT_UNKNOWN_ROLE', 3, 'Did you mean "assistant"?'],
    ['<!-- System -->\na', 'PROMPT_UNKNOWN_ROLE', 1, 'Did you mean "system"?'],
    ['<!-- usr: one -->\na', 'PROMPT_UNKNOWN_ROLE', 1, 'Did you mean "user"?'],
    ['<!-- user -->\na\n<!-- TODO -->\nb', 'PROMPT_UNKNOWN_ROLE', 3, 'two words or more'],
    ['<!-- user -->\na\n<!--user-->\nb', 'PROMPT_DUPLICATE_SECTION', 3, 'at line 1'],
    ['<!-- my\nlong comment -->\n\nOops\n<!-- user -->\na', 'PROMPT_TEXT_BEFORE_ROLE', 4, 'above it'],
  ])('refuses %j as %s at line %s', (source, code, line, words) => {
    const error = errorOf(source)
    expect([error.code, error.at]).toEqual([
      code,
      line === undefined ? { file: 'a.prompt.md' } : { file: 'a.prompt.md', line },
    ])
    expect(error.message).toMatch(/^a\.prompt\.md/)
    expect(error.message).toContain(words)
  })
})
