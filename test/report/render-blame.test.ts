import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { BlamedTopic, PromptBlame } from '../../src/core/prompt-blame.ts'
import { renderBlame } from '../../src/report/render-blame.ts'
import { nastyText, unprintable } from './nasty-text.ts'

const plain = { columns: 90, color: false }

const topic: BlamedTopic = {
  id: 't1',
  name: 'Refund requests read as login trouble',
  definition: 'Money is asked back.',
  cases: 3,
  by: 'line',
}
const revision = {
  run: 'triage/0002',
  suite: 'ticket triage',
  iteration: 4,
  rationale: 'Refunds are billing.',
}

const blame: PromptBlame = {
  schema: 'prompt-retune/blame@1',
  file: 'triage.prompt.md',
  lines: [
    { line: 1, text: 'You route tickets.', origin: { from: 'seed' } },
    { line: 2, text: '- billing: also refunds', origin: { from: 'tuning', revision, topic } },
    {
      line: 3,
      text: '- login',
      origin: { from: 'tuning', revision: { ...revision, iteration: 5 }, topic: { ...topic, by: 'size' } },
    },
    { line: 4, text: '', origin: { from: 'tuning', revision: { ...revision, iteration: 5 } } },
    { line: 5, text: '{{ticket}}', origin: { from: 'hand', run: 'triage/0002' } },
  ],
}

describe('renderBlame', () => {
  test('shows every line with its origin, and below them topics and rationales', () => {
    expect(renderBlame(blame, plain)).toBe(`triage.prompt.md

  1  seed                                                     You route tickets.
  2  triage/0002 @4             Refund requests read as log…  - billing: also refunds
  3  triage/0002 @5             ~ Refund requests read as l…  - login
  4  triage/0002 @5
  5  by hand after triage/0002                                {{ticket}}

  triage/0002 @4  ticket triage, iteration 4, 1 line
    topic      Refund requests read as login trouble (3 cases): Money is asked back.
    rationale  Refunds are billing.

  triage/0002 @5  ticket triage, iteration 5, 2 lines
    topic      ~ Refund requests read as login trouble (3 cases; the largest of its
               report, no word tells which one is meant): Money is asked back.
    rationale  Refunds are billing.`)
  })

  test('never cuts a line of the prompt', () => {
    const text = 'word '.repeat(100).trim()
    const shown = renderBlame({ ...blame, lines: [{ line: 1, text, origin: { from: 'seed' } }] }, plain)
    expect(shown).toContain(text)
  })

  test('no control or bidirectional character of the data survives', () => {
    fc.assert(
      fc.property(nastyText, (text) => {
        const nasty: PromptBlame = {
          ...blame,
          file: text,
          lines: blame.lines.map((line) => ({
            ...line,
            text,
            origin: {
              from: 'tuning',
              revision: { run: text, suite: text, iteration: 1, rationale: text },
              topic: { ...topic, id: text, name: text, definition: text },
            },
          })),
        }
        for (const line of renderBlame(nasty, plain).split('\n')) expect(line).not.toMatch(unprintable)
      }),
    )
  })
})
