import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { varyLayout } from '../../../src/evaluate/perturb/layout/vary-layout.ts'
import { parsePrompt } from '../../../src/prompt/parse-prompt.ts'
import { renderPrompt } from '../../../src/prompt/render-prompt.ts'
import { templateLine, wordsOf } from './templates.ts'

const layoutsOf = (template: string, count = 6, seed = 1) =>
  varyLayout(parsePrompt(template, 'p.md'), { count, seed })

const rich = `<!-- system -->
# Task

Route the ticket.

## Queues

- billing: invoices, https://pay.example: yes
- login: access

1. Read it.
2. Answer.

\`\`\`md
# Not a heading
- not: a list
\`\`\`

{
  "queue": "billing",
  "- a": [1,
- 2]
}

<example>
- kept: as it is
</example>

Answer:
The queue alone.
<!-- user -->
Ticket: {{ticket}}
`

describe('layouts of a prompt', () => {
  it('show every style between them, and say what differs', () => {
    const made = layoutsOf(rich, 3)
    const all = made.map(({ what }) => what).join('\n')
    for (const style of [
      'headings **X**',
      'headings X:',
      'bullets *',
      'bullets •',
      'numbers 1)',
      'numbers (1)',
    ])
      expect(all).toContain(style)
    const bold = made.find(({ what }) => what.includes('headings **X**'))
    const [system] = bold?.prompt.sections ?? []
    expect(system?.text).toMatch(/^\*\*Task\*\* ?$/m)
    expect(system?.text).toMatch(/^\*\*Queues\*\* ?$/m)
    expect(system?.text).toMatch(/^\*\*Answer\*\* ?$/m)
    expect(system?.text).toMatch(/^[*•] billing : invoices, https:\/\/pay.example: yes ?$/m)
  })

  it('keep the levels of headings', () => {
    for (const { prompt } of layoutsOf(rich, 20)) expect(prompt.sections[0]?.text).not.toMatch(/^# Queues/m)
  })

  it('leave code, JSON and examples as they are', () => {
    for (const { prompt } of layoutsOf(rich, 20)) {
      const text = prompt.sections[0]?.text ?? ''
      expect(text).toContain('```md\n# Not a heading\n- not: a list\n```\n')
      expect(text).toContain('{\n  "queue": "billing",\n  "- a": [1,\n- 2]\n}\n')
      expect(text).toContain('<example>\n- kept: as it is\n</example>\n')
    }
  })

  it('never touch what stands in a row', () => {
    const ticket = '# Help\n\n\n- one: a\n- two: b\nQueues:\n1. x\n2. y   \n'
    for (const { prompt } of layoutsOf(rich, 20)) {
      expect(renderPrompt(prompt, { ticket }).at(-1)?.content).toContain(ticket)
    }
  })

  it('keep words and placeholders in their order, differ from the prompt and from each other, and stay the same for a seed', () => {
    fc.assert(
      fc.property(fc.array(templateLine, { minLength: 1, maxLength: 25 }), fc.integer(), (lines, seed) => {
        const template = `<!-- system -->\nStart\n${lines.join('\n')}\n<!-- user -->\nField: {{ticket}}`
        const own = parsePrompt(template, 'p.md')
        const made = layoutsOf(template, 8, seed)
        const texts = made.map(({ prompt }) => prompt.sections.map(({ text }) => text).join('\0'))
        expect(new Set([own.sections.map(({ text }) => text).join('\0'), ...texts]).size).toBe(
          made.length + 1,
        )
        for (const { prompt } of made) {
          for (const [index, { text }] of prompt.sections.entries()) {
            expect(wordsOf(text)).toEqual(wordsOf(own.sections[index]?.text ?? ''))
          }
        }
        expect(layoutsOf(template, 8, seed)).toEqual(made)
        // More variants do not change the first ones.
        expect(layoutsOf(template, 2, seed)).toEqual(made.slice(0, 2))
      }),
    )
  })
})
