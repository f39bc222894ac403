import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { requestedOutput } from '../../src/model/requested-output.ts'

const schema = z.object({ text: z.string() })
const read = (role: 'target' | 'critic', text: string) =>
  requestedOutput({ role, output: { name: 'answer', schema } })?.parse(text)

describe('JSON in a code block', () => {
  test.each([
    '```json\n{"text": "a"}\n```',
    '```\r\n{"text": "a"}\r\n```\r\n',
    'Here is the "answer" (JSON):\n\n```json\n{\n  "text": "a"\n}\n```\nI hope that this helps.',
    '```{"text": "a"}```',
    'Sure! Here it is:\n{"text": "a"}\nGood luck.',
    '<think>\nIs it {"text": "b"}?\n```no```\n</think>\n\n{"text": "a"}',
    '<think>So</think>```json\n{"text": "a"}\n```',
  ])('is read for every role but the target: %j', async (text) => {
    expect(await read('critic', text)).toEqual({ ok: true, value: { text: 'a' } })
    expect(await read('target', text)).toMatchObject({ ok: false })
  })

  test('may hold code blocks itself, as plain JSON may', async () => {
    const json = JSON.stringify({ text: 'Answer so:\n```json\n{"a": 1}\n```\nNothing else.' })
    const expected = { ok: true, value: JSON.parse(json) }
    expect(await read('critic', json)).toEqual(expected)
    expect(await read('critic', `\n ${json}`)).toEqual(expected)
    expect(await read('critic', `\`\`\`json\n${json}\n\`\`\``)).toEqual(expected)
  })

  test('that is none, or holds none, is said to be malformed', async () => {
    for (const text of [
      '```',
      'no ``` block',
      'a\n{',
      '<think>{"text": "a"}',
      '```json\nnothing\n```',
      '```json\n{"text": 1}\n```',
    ])
      expect(await read('critic', text)).toMatchObject({ ok: false })
  })

  test('is not looked for longer where an answer goes on with white space', async () => {
    const flood = `\`\`\`json\n${' \n'.repeat(50_000)}`
    expect(await read('critic', flood)).toMatchObject({ ok: false })
    expect(await read('critic', `${flood}{"text": "a"}\n\`\`\``)).toMatchObject({ ok: true })
  })
})
