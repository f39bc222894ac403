import { describe, expect, it } from 'vitest'
import { keepsFacts } from '../../../src/evaluate/perturb/keeps-facts.ts'
import { paraphrase } from '../../../src/evaluate/perturb/paraphrase.ts'
import { answered, broken, oneCall, scriptedClient } from '../scripted-client.ts'

const original = 'Anna Berg paid 12.50 for order A-17 on 3 May, see https://shop.example/a?b=1. Why?'
const texts = [{ path: 'ticket', text: original }]
const saying = (text: string) =>
  scriptedClient({ generate: () => answered({ texts: [{ name: 'ticket', text }] }) })

describe('a paraphrase', () => {
  it('is asked of the critic, with its usage', async () => {
    const said =
      'On 3 May a payment of 12.50 was made by Anna Berg for order A-17 (https://shop.example/a?b=1). Why?'
    const { model, requests } = saying(said)
    const made = await paraphrase(texts, 1, { model })
    expect(made).toEqual({ status: 'ok', texts: new Map([['ticket', said]]), usage: { critic: oneCall } })
    expect(requests).toMatchObject([{ role: 'critic', output: { name: 'paraphrase' } }])
    expect(requests[0]?.messages.at(-1)?.content).toContain(JSON.stringify(original).slice(1, -1))
    // Another variant is another question.
    await paraphrase(texts, 2, { model })
    expect(requests[1]?.messages.at(-1)?.content).not.toBe(requests[0]?.messages.at(-1)?.content)
  })

  it.each([
    ['a number', original.replace('12.50', '12')],
    ['a name', original.replace('Berg', 'Bergs Freundin').replace('Bergs', 'B')],
    ['a code', original.replace('A-17', 'A-18')],
    ['an address', original.replace('?b=1', '')],
    ['the numbers by one more', `${original} 7`],
    ['everything', ''],
    ['the length', `${original} ${'and so on '.repeat(40)}`],
  ])('is refused where it changes %s', async (_, said) => {
    expect(await paraphrase(texts, 1, saying(said))).toEqual({
      status: 'refused',
      usage: { critic: oneCall },
    })
  })

  it('is refused where the answer holds no such text', async () => {
    const { model } = scriptedClient({
      generate: () => answered({ texts: [{ name: 'other', text: original }] }),
    })
    expect(await paraphrase(texts, 1, { model })).toMatchObject({ status: 'refused' })
    const cut = scriptedClient({
      generate: () => ({ status: 'failed', kind: 'length', text: '', reason: 'cut', usage: oneCall }),
    })
    expect(await paraphrase(texts, 1, cut)).toMatchObject({ status: 'refused', usage: { critic: oneCall } })
  })

  it('does not apply where it says the same, or there is nothing to say', async () => {
    expect(await paraphrase(texts, 1, saying(original))).toMatchObject({ status: 'not-applicable' })
    const { model, requests } = saying(original)
    expect(await paraphrase([], 1, { model })).toEqual({ status: 'not-applicable', usage: {} })
    expect(requests).toEqual([])
  })

  it('is an error where the critic cannot be asked', async () => {
    const { model } = scriptedClient({ generate: () => broken('server') })
    expect(await paraphrase(texts, 1, { model })).toEqual({ status: 'error', kind: 'server', usage: {} })
  })
})

describe('facts', () => {
  it('are kept to the letter, whatever stands around them', () => {
    expect(keepsFacts('I called Dr Who twice.', 'Twice I rang Dr Who.')).toBe(true)
    expect(keepsFacts('Say "yes" to @ann or #team.', 'To @ann or #team, say "yes".')).toBe(true)
    expect(keepsFacts('Say "yes" to it.', 'Say yes to it.')).toBe(false)
    expect(keepsFacts('NASA sent it.', 'The agency sent it.')).toBe(false)
    expect(keepsFacts("And then I'm off.", 'Then I am off.')).toBe(true)
    expect(keepsFacts('Write to a.b@c.example, please.', 'Please write to a.b@c.example')).toBe(true)
  })
})
