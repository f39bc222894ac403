import { describe, expect, test } from 'vitest'
import { createRedactor } from '../../../src/core/redaction/create-redactor.ts'
import { createCritic } from '../../../src/diagnosis/critiques/critic.ts'
import { diagnosisLabel } from '../../../src/diagnosis/critiques/diagnosis-label.ts'
import type { GenerateResult } from '../../../src/model/client.ts'
import { answered, broken, oneCall, scriptedClient } from '../../evaluate/scripted-client.ts'
import { failedCase } from '../failed-case.ts'

const redactor = createRedactor({ env: {} })
const diagnosis = (label: string) => ({ label, definition: 'd', why: 'w', basis: 'b' })
const critiqueOf = (...labels: string[]) =>
  answered({ diagnoses: labels.map(diagnosis), confidence: 'overconfident' })

function criticThat(generate: () => GenerateResult | Promise<GenerateResult>) {
  const { model, requests } = scriptedClient({ generate })
  return { critic: createCritic({ model, redactor, prompt: 'p' }), requests }
}

describe('the critic', () => {
  test('names failure modes with the impact of the case', async () => {
    const { critic, requests } = criticThat(() => critiqueOf('Ignores the refund rule', 'trusts first word'))
    expect(await critic.critique(failedCase('t1', { score: 0.4 }))).toEqual([
      {
        caseId: 't1',
        label: 'Ignores the refund rule',
        definition: 'd',
        why: 'w',
        basis: 'b',
        impact: 0.6,
        confidence: 'overconfident',
        source: 'critic',
      },
      expect.objectContaining({ label: 'trusts first word' }),
    ])
    expect(requests[0]).toMatchObject({ role: 'critic', output: { name: 'critique' } })
    expect(critic.usage()).toEqual(oneCall)
    expect(critic.notes()).toEqual([])
  })

  test('more than three modes and repeated labels are left out', async () => {
    const { critic } = criticThat(() =>
      critiqueOf('one two', 'One Two', 'three four', 'five six', 'seven eight'),
    )
    const labels = (await critic.critique(failedCase('t1'))).map(({ label }) => label)
    expect(labels).toEqual(['one two', 'three four', 'five six'])
  })

  test('an unknown word for the confidence wastes no critique', async () => {
    const { critic } = criticThat(() =>
      answered({ diagnoses: [diagnosis('one two')], confidence: 'very high' }),
    )
    expect(await critic.critique(failedCase('t1'))).toMatchObject([{ label: 'one two', source: 'critic' }])
    expect(critic.notes()).toEqual([])
  })

  test.each<{ name: string; reply: GenerateResult; note: RegExp }>([
    {
      name: 'is down',
      reply: broken('server', 'status 500'),
      note: /could not be asked for 1 of 1.*status 500/,
    },
    {
      name: 'refuses',
      reply: { status: 'failed', kind: 'refusal', text: 'no', reason: 'r', usage: oneCall },
      note: /no usable answer for 1 of 1.*1 refusal/,
    },
    { name: 'answers in another form', reply: answered({ label: 'x' }), note: /1 malformed/ },
    { name: 'names nothing', reply: critiqueOf(), note: /1 malformed/ },
    { name: 'names it with no word', reply: critiqueOf(' ... '), note: /1 malformed/ },
  ])('a critic that $name leaves a mechanical diagnosis and a note', async ({ reply, note }) => {
    const { critic } = criticThat(() => reply)
    expect(await critic.critique(failedCase('t1'))).toMatchObject([
      { source: 'mechanical', label: 'expected billing, got login' },
    ])
    expect(critic.notes().join()).toMatch(note)
  })

  test('a client that throws is a critic that is down', async () => {
    const { critic } = criticThat(() => Promise.reject(new Error('bug')))
    expect(await critic.critique(failedCase('t1'))).toMatchObject([{ source: 'mechanical' }])
    expect(critic.notes().join()).toContain('bug')
  })

  test('after three errors in a row no further case is asked', async () => {
    const { critic, requests } = criticThat(() => broken())
    for (let n = 0; n < 10; n++) await critic.critique(failedCase(`t${n}`))
    expect(requests).toHaveLength(3)
    expect(critic.notes()).toEqual([expect.stringMatching(/10 of 10 .*3 errors in a row/)])
  })

  test('calls under way are dropped when the critic is down', async () => {
    let asked = 0
    const { model } = scriptedClient({
      generate: (_request, signal) => {
        asked += 1
        if (asked <= 3) return broken()
        return new Promise((resolve) => {
          signal?.addEventListener('abort', () => resolve(broken('server', 'aborted')))
        })
      },
    })
    const critic = createCritic({ model, redactor, prompt: 'p' })
    const all = await Promise.all(Array.from({ length: 6 }, (_, n) => critic.critique(failedCase(`t${n}`))))
    expect(all.flat().map(({ source }) => source)).toEqual(Array(6).fill('mechanical'))
  })

  test('calls that were not made are no errors either: a budget that ends does not drop those under way', async () => {
    const unmade: GenerateResult = {
      status: 'error',
      error: { kind: 'aborted', message: 'not made' },
      usage: { ...oneCall, calls: 0 },
    }
    const replies = [unmade, unmade, unmade, critiqueOf('a b')]
    const { critic, requests } = criticThat(() => replies.shift() ?? broken())
    for (let n = 0; n < 4; n++) await critic.critique(failedCase(`t${n}`))
    expect(requests).toHaveLength(4)
    expect(critic.isDown()).toBe(false)
    expect(critic.notes()).toEqual([expect.stringMatching(/3 of 4 failed cases \(the run was stopped\)/)])
  })

  test('answers that cannot be used are no errors: the critic stays asked', async () => {
    const refusal: GenerateResult = {
      status: 'failed',
      kind: 'refusal',
      text: '',
      reason: '',
      usage: oneCall,
    }
    const replies = [broken(), broken(), refusal, broken(), broken(), critiqueOf('a b'), broken(), broken()]
    const { critic, requests } = criticThat(() => replies.shift() ?? broken())
    for (let n = 0; n < 8; n++) await critic.critique(failedCase(`t${n}`))
    expect(requests).toHaveLength(8)
  })

  test('a stopped run asks nothing', async () => {
    const { model, requests } = scriptedClient({ generate: () => critiqueOf('a b') })
    const critic = createCritic({ model, redactor, prompt: 'p', signal: AbortSignal.abort() })
    expect(await critic.critique(failedCase('t1'))).toMatchObject([{ source: 'mechanical' }])
    expect(requests).toEqual([])
    expect(critic.notes().join()).toContain('the run was stopped')
  })
})

describe('diagnosisLabel', () => {
  test.each([
    ['  Misreads\nthe   date. ', 'Misreads the date'],
    ['one two three four five six seven eight', 'one two three four five six'],
    ['hallucination', 'hallucination failure'],
    ['"quoted label"', 'quoted label'],
    [`${'a'.repeat(40)} ${'b'.repeat(19)} c`, `${'a'.repeat(40)} ${'b'.repeat(19)}`],
    ['\u001b[31mred text', '[31mred text'],
    ['金额过大', '金额过大'],
  ])('%j becomes %j', (given, label) => {
    expect(diagnosisLabel(given)).toBe(label)
  })

  test('no word, no label', () => {
    expect(diagnosisLabel(' -- ')).toBeUndefined()
  })

  test('one endless word is cut', () => {
    expect(diagnosisLabel('x'.repeat(500))).toHaveLength(60)
  })
})
