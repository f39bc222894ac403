import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../../../src/core/random.ts'
import { reorderKeys } from '../../../src/evaluate/perturb/order/reorder-keys.ts'
import { varyOrder } from '../../../src/evaluate/perturb/order/vary-order.ts'
import { parsePrompt } from '../../../src/prompt/parse-prompt.ts'
import { templateLine } from './templates.ts'

const ordersOf = (template: string, count = 4, seed = 1) =>
  varyOrder(parsePrompt(template, 'p.md'), { count, seed }).map(({ sections }) =>
    sections.map(({ text }) => text),
  )

const linesOf = (text: string) => text.split('\n').sort()

describe('the order of what has none', () => {
  it('moves items of bullet lists with all that is below them', () => {
    const template =
      'Queues:\n- billing: money\n  - refunds\n  and more\n- login: access\n\n- shipping: parcels\nAnswer now.'
    const made = ordersOf(template, 5)
    expect(made).toHaveLength(5)
    for (const [text = ''] of made) {
      expect(text).toMatch(/^Queues:\n- /)
      expect(text).toMatch(/\nAnswer now\.$/)
      expect(text).toContain('- billing: money\n  - refunds\n  and more\n')
      expect(linesOf(text)).toEqual(linesOf(template))
    }
    // Three items have five other orders.
    expect(ordersOf(template, 9)).toHaveLength(5)
  })

  it.each([
    ['a numbered list', '1. one\n2. two'],
    ['steps', 'Follow these steps:\n- read\n- answer'],
    ['a list that says so', '- First, read.\n- Then answer.'],
    ['an item that points to another', '- red\n- any colour, if the item above does not fit'],
    ['a rule by priority', 'By priority:\n- billing\n- login'],
    ['code', '```\n- one\n- two\n```'],
    ['equal items', '- one\n- one'],
    ['one item', '- one'],
    ['a conversation', 'User: hi\nAssistant: hello\n\nUser: bye\nAssistant: good bye'],
    ['steps in a line', 'The steps are one of: read, write'],
  ])('leaves %s alone', (_, template) => {
    expect(ordersOf(template)).toEqual([])
  })

  it('moves examples: labelled blocks, and pairs of turns that are named so', () => {
    const blocks = 'Input: a\nOutput: 1\n\nInput: b\nOutput: 2\n\nInput: {{x}}\nOutput: ?'
    expect(ordersOf(blocks)).toEqual([
      ['Input: b\nOutput: 2\n\nInput: a\nOutput: 1\n\nInput: {{x}}\nOutput: ?'],
    ])
    const turns = (first: string, second: string) =>
      `<!-- user: ${first} -->\na\n<!-- assistant: ${first} -->\n1\n<!-- user: ${second} -->\nb\n<!-- assistant: ${second} -->\n2\n<!-- user -->\n{{x}}`
    expect(ordersOf(turns('example 1', 'example 2'))).toEqual([['b', '2', 'a', '1', '{{x}}']])
    expect(ordersOf(turns('greeting', 'question'))).toEqual([])
  })

  it('moves labels that are listed in a line', () => {
    expect(ordersOf('Answer with one of: billing, login or shipping.', 9).flat().sort()).toEqual([
      'Answer with one of: billing, shipping or login.',
      'Answer with one of: login, billing or shipping.',
      'Answer with one of: login, shipping or billing.',
      'Answer with one of: shipping, billing or login.',
      'Answer with one of: shipping, login or billing.',
    ])
    expect(ordersOf('Choose a city, a name or a date.')).toEqual([])
  })

  it('keeps the lines of any template, and stays the same for a seed', () => {
    fc.assert(
      fc.property(fc.array(templateLine, { maxLength: 25 }), fc.integer(), (lines, seed) => {
        const template = `Start\n${lines.join('\n')}`
        const own = parsePrompt(template, 'p.md').sections[0]?.text ?? ''
        const made = ordersOf(template, 4, seed)
        expect(new Set([own, ...made.flat()]).size).toBe(made.length + 1)
        for (const [text = ''] of made) expect(linesOf(text)).toEqual(linesOf(own))
        expect(ordersOf(template, 4, seed)).toEqual(made)
      }),
    )
  })

  it('moves keys of JSON, and nothing else of it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.integer(), (given, seed) => {
        const value = JSON.parse(JSON.stringify(given))
        expect(reorderKeys(value, createRandom(seed))).toEqual(value)
      }),
    )
    const list = { b: [{ x: 1, y: 2 }, 3], a: 1 }
    expect(JSON.stringify(reorderKeys(list, createRandom(1)))).toBe('{"a":1,"b":[{"y":2,"x":1},3]}')
  })
})
