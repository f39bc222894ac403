import { describe, expect, test } from 'vitest'
import { unrelatedTexts } from '../../src/diagnosis/clusters/background-distance.ts'
import { answerJson, http, type Reply } from '../support/api-server.ts'
import {
  type CriticServer,
  embeddingsOf,
  failures,
  reportOn,
  startCriticServer,
  vectorOf,
} from './critic-server.ts'
import { failedCase } from './failed-case.ts'

const results = [
  ...failures('dates', 6),
  ...failures('sums', 4),
  ...failures('tone', 3),
  ...failures('units', 2),
]
const sizes = [6, 4, 3, 2]
const topics = ['dates', 'sums', 'tone', 'units']

/** A critic whose embeddings are what `embed` makes of the texts; `nth` counts the requests for them. */
const criticWith = (embed: (texts: readonly string[], nth: number) => Reply): Promise<CriticServer> =>
  startCriticServer({
    topics,
    intercept: (asked, { inputs, nth }) => (asked === 'embeddings' ? embed(inputs, nth) : undefined),
  })

/** As they should be, but for the one of a text in the middle. */
const butForOne = (spoil: (vector: number[]) => unknown) => (texts: readonly string[]) =>
  embeddingsOf(texts.map((text, row) => (row === 3 ? spoil(vectorOf(text)) : vectorOf(text))))

describe('an embeddings server that returns', () => {
  test.each<[string, (texts: readonly string[]) => Reply, RegExp]>([
    ['a member that is null', butForOne((vector) => [null, ...vector.slice(1)]), /no model answer/],
    [
      'NaN, which is no JSON',
      (texts) => http(200, `{"object":"list","data":[${texts.map(() => '{"embedding":[1,NaN]}').join()}]}`),
      /no model answer/,
    ],
    ['a text for a number', butForOne((vector) => ['NaN', ...vector.slice(1)]), /no model answer/],
    ['ragged vectors', butForOne((vector) => vector.slice(1)), /vectors of different lengths, 256 and 255/],
    ['an empty vector', butForOne(() => []), /no model answer/],
    ['too few vectors', (texts) => embeddingsOf(texts.slice(1).map(vectorOf)), /no model answer/],
    ['too many vectors', (texts) => embeddingsOf([...texts, 'one more'].map(vectorOf)), /no model answer/],
    ['no vectors', () => embeddingsOf([]), /no model answer/],
    ['no data', () => http(200, {}), /no model answer/],
    ['zeros alone', (texts) => embeddingsOf(texts.map(() => [0, 0, 0])), /nothing but zeros/],
  ])('%s: topics by words, and one note that says why', async (_name, embed, why) => {
    const critic = await criticWith(embed)
    const report = await reportOn(results, critic)
    expect(report.topics.map(({ diagnoses }) => diagnoses)).toEqual(sizes)
    expect(report.embedder).toBe('local')
    expect(report.critiqued).toBe(15)
    expect(report.notes).toEqual([
      expect.stringMatching(
        /^Embeddings were made locally from words, since the embedder was of no use \(.+\)\.$/,
      ),
    ])
    expect(report.notes[0]).toMatch(why)
  })

  test('zeros for some texts: these are compared by nothing, so that the critic files them', async () => {
    const critic = await startCriticServer({
      topics,
      file: ({ label }, names) => names.findIndex(({ name }) => name.startsWith(label.split(' ')[0] ?? '')),
      intercept: (asked, { inputs }) =>
        asked === 'embeddings'
          ? embeddingsOf(
              inputs.map((text) => (/ in sums \d/.test(text) ? vectorOf(text).fill(0) : vectorOf(text))),
            )
          : undefined,
    })
    const report = await reportOn(results, critic)
    expect(report.topics.map(({ diagnoses }) => diagnoses)).toEqual(sizes)
    expect(critic.count('assignment')).toBe(1)
    expect(report.notes).toEqual([])
  })

  test('vectors of another length for the topics than for the diagnoses', async () => {
    const critic = await criticWith((texts, nth) =>
      embeddingsOf(texts.map((text) => (nth === 1 ? vectorOf(text) : vectorOf(text).slice(0, 64)))),
    )
    const report = await reportOn(results, critic)
    expect(report.topics.map(({ diagnoses }) => diagnoses)).toEqual(sizes)
    expect(report.other.diagnoses).toBe(0)
  })

  test('the same vector for everything: nothing is told apart by it, and every diagnosis still has its place', async () => {
    const critic = await criticWith((texts) => embeddingsOf(texts.map(() => [3, 4])))
    const { topics: found, other } = await reportOn(results, critic)
    const filed = [...found.flatMap(({ caseIds }) => caseIds), ...other.caseIds]
    expect(filed.sort()).toEqual(results.map(({ id }) => id).sort())
  })
})

describe.each(['llm', 'local'] as const)('few or equal failures, diagnosed by %s', (mode) => {
  const options = { mode }
  const names = (made: Awaited<ReturnType<typeof reportOn>>) =>
    made.topics.map(({ diagnoses, caseIds, prevalence }) => [diagnoses, caseIds.length, prevalence])

  test('one failure is one topic', async () => {
    const critic = await startCriticServer()
    const made = await reportOn(failures('dates', 1), critic, { options })
    expect(names(made)).toEqual([[1, 1, 1]])
    expect(made.topics[0]).toMatchObject({ retained: true, examples: [{ caseId: 'dates 1' }] })
    expect(made.topics[0]?.name).toBe(mode === 'llm' ? 'dates failure' : 'expected billing, got login')
    expect(critic.count('topics') + critic.count('assignment')).toBe(0)
  })

  test('two with nothing in common are two topics of one', async () => {
    const critic = await startCriticServer()
    const two = [
      ...failures('dates', 1),
      ...failures('tone', 1).map((one) => ({ ...one, output: { queue: 'sales' } })),
    ]
    expect(names(await reportOn(two, critic, { options }))).toEqual([
      [1, 1, 0.5],
      [1, 1, 0.5],
    ])
  })

  test('two with everything in common are one topic', async () => {
    const critic = await startCriticServer({ label: () => 'misreads dates' })
    expect(names(await reportOn(failures('dates', 2), critic, { options }))).toEqual([[2, 2, 1]])
  })

  test('hundreds that are all the same are one topic, embedded once', async () => {
    const critic = await startCriticServer({
      intercept: (asked) =>
        asked === 'critique'
          ? {
              type: 'answer',
              answer: {
                text: JSON.stringify({
                  diagnoses: [{ label: 'misreads dates', definition: 'd', why: 'w', basis: 'b' }],
                  confidence: 'unknown',
                }),
              },
            }
          : undefined,
    })
    const same = Array.from({ length: 400 }, (_, n) => failedCase(`c${n}`))
    expect(names(await reportOn(same, critic, { options }))).toEqual([[400, 400, 1]])
    const embedded = mode === 'llm' ? [1 + unrelatedTexts.length] : []
    expect(critic.textsOf('embeddings').map((text) => text.split('\n').length)).toEqual(embedded)
  })

  test('more topics asked for than there are failures', async () => {
    const critic = await startCriticServer()
    const made = await reportOn(failures('dates', 2), critic, { options: { mode, topics: 7 } })
    expect(made.topics.reduce((sum, { diagnoses }) => sum + diagnoses, 0)).toBe(2)
    expect(made.topics.length).toBeLessThanOrEqual(2)
  })
})

describe('what a diagnosis asks', () => {
  test('F critiques, 1 topic extraction, ceil(ambiguous / 25) assignments, and what can overlap does', async () => {
    const failed = [...results, ...failures('dates or sums', 60)]
    const most = { critique: failed.length, topics: 1, assignment: 60 / 25, embeddings: 1 }
    const inFlight = { critique: 0, topics: 0, assignment: 0, embeddings: 0 }
    const peak = { ...inFlight }
    const arrived = {
      critique: Promise.withResolvers<void>(),
      topics: Promise.withResolvers<void>(),
      assignment: Promise.withResolvers<void>(),
      embeddings: Promise.withResolvers<void>(),
    }
    const critic = await startCriticServer({
      topics,
      // Nobody is answered before all that may be asked at one time have asked.
      async intercept(asked) {
        inFlight[asked] += 1
        peak[asked] = Math.max(peak[asked], inFlight[asked])
        if (peak[asked] >= most[asked]) arrived[asked].resolve()
        await arrived[asked].promise
        inFlight[asked] -= 1
        return undefined
      },
    })
    const { cost } = await reportOn(failed, critic)
    expect(peak).toEqual({ critique: 75, topics: 1, assignment: 3, embeddings: 1 })
    expect([critic.count('critique'), critic.count('topics'), critic.count('assignment')]).toEqual([75, 1, 3])
    expect(cost.critiques.calls + cost.topics.calls + cost.assignments.calls).toBe(79)
  })

  test('no more at one time than the limit allows', async () => {
    const critic = await startCriticServer({ topics })
    await reportOn(results, critic, { model: critic.client('critic-1', 4) })
    expect(critic.count('critique')).toBe(15)
    expect(critic.server.peak).toBeLessThanOrEqual(4)
  })

  test('is bounded however long traces and findings are, says what was cut, and holds no key', async () => {
    const long = (name: string) => `START-${name} ${'lorem ipsum '.repeat(5_000)} END-${name}`
    const about = ['dates', 'sums', 'dates or sums', 'units']
    const critic = await startCriticServer({
      topics,
      intercept(asked, { nth }) {
        const finding = (part: string) => `${about[nth % 4]} ${long(part)}`
        return asked === 'critique'
          ? answerJson({
              diagnoses: [
                {
                  label: `cause ${about[nth % 4]}`,
                  definition: finding('definition'),
                  why: finding('why'),
                  basis: finding('basis'),
                },
              ],
              confidence: 'unknown',
            })
          : undefined
      },
    })
    const failed = results.map((one) => ({
      ...one,
      input: { ticket: long('input') },
      output: long('output'),
    }))
    await reportOn(failed, critic, { promptText: long('prompt'), criteria: long('criteria') })
    const bounds = { critique: 40_000, topics: 75_000, assignment: 75_000, embeddings: 25 * 2_000 }
    expect(new Set(critic.asked.map(({ kind }) => kind))).toEqual(
      new Set(['critique', 'topics', 'embeddings', 'assignment']),
    )
    for (const { kind, text } of critic.asked) {
      expect(text.length).toBeLessThan(bounds[kind])
      if (kind !== 'embeddings') expect(text).toContain('characters cut')
      expect(text).not.toContain('sk-secret')
    }
  })
})
