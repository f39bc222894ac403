import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Case } from '../../src/core/case.ts'
import { estimateDiagnosis } from '../../src/diagnosis/estimate-diagnosis.ts'
import { casesOf, startWorld, type World, withRules } from './support/tuning-world.ts'
import { labels } from './support/world-input.ts'

const rules = Object.entries(labels).map(([word, label]) => `${word} means ${label}`)
/** Prompts that miss some of the labels; a tuning goes from one to the other, and back. */
const prompts = [withRules(), ...rules.map((rule) => withRules(rule)), withRules(...rules.slice(1))]

const textOf = (request: World['requests'][number]) => request.messages[0]?.text ?? ''
const noteOf = ({ input }: Case) => JSON.stringify(input)
const distinct = (cases: readonly Case[]) => new Set(cases.map(noteOf)).size

/** Every case a second time, under an id of its own. */
const doubled = (cases: readonly Case[]) => [
  ...cases,
  ...cases.map((item) => ({ ...item, id: `${item.id}-2` })),
]

test('a tuning never takes more calls than its rows, failures and steps, and asks nothing twice', async () => {
  const path = fc.array(fc.nat({ max: prompts.length - 1 }), { minLength: 3, maxLength: 6 })
  await fc.assert(
    fc.asyncProperty(path, fc.boolean(), async (steps, twice) => {
      const cases = {
        optimization: twice ? doubled(casesOf('optimization', 3)) : casesOf('optimization', 3),
        dev: twice ? doubled(casesOf('dev', 2)) : casesOf('dev', 2),
      }
      const route = steps.filter((step, index) => step !== (steps[index - 1] ?? 0))
      const world = await startWorld({
        cases,
        decisions: [...route.map((step) => ({ patch: { system: prompts[step] ?? '' } })), { stop: 'done' }],
        tune: { patience: 20 },
      })
      const result = await world.tune()
      expect(result.stop.code).toBe('optimizer')

      const measured = new Map(result.iterations.map((iteration) => [iteration.promptHash, iteration]))
      const asked = world.of('target').map(({ body }) => body)
      expect(new Set(asked).size).toBe(asked.length)
      const readings = result.best === 0 ? 1 : 2
      const rows = distinct(cases.optimization) + distinct(cases.dev)
      expect(asked).toHaveLength(measured.size * rows + readings * world.input.cases.test.length)

      const failures = [...measured.values()].map(({ optimization }) => optimization.failed)
      const estimates = failures.map((failed) => estimateDiagnosis(failed, world.input.diagnosis))
      const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)
      expect(world.of('critic').length).toBeLessThanOrEqual(sum(failures))
      expect(world.of('topics').length).toBeLessThanOrEqual(measured.size)
      const batches = sum(estimates.map(({ assignments }) => assignments))
      expect(world.of('assignment').length).toBeLessThanOrEqual(batches)
      expect(world.of('call')).toHaveLength(result.iterations.length)
      expect(world.of('decision')).toHaveLength(result.iterations.length)
      const counted = Object.values(result.usage).reduce((total, { calls }) => total + calls, 0)
      expect(counted).toBe(world.requests.length)
    }),
    { numRuns: 12, examples: [[[1, 0, 1, 5, 0], true]] },
  )
})

test('an iteration takes one call a row and a failure, one for topics, its batches, and two of the optimizer', async () => {
  const world = await startWorld({
    decisions: [{ patch: { system: withRules(...rules.slice(0, 1)) } }, { stop: 'done' }],
    concurrency: 1,
  })
  await world.tune()
  const kinds = world.requests.map(({ kind }) => kind)
  const ends = kinds.flatMap((kind, index) => (kind === 'decision' ? [index] : []))
  expect(ends).toHaveLength(2)
  const { optimization, dev, test: held } = world.input.cases
  const most = (failures: number) =>
    optimization.length +
    dev.length +
    failures +
    1 +
    estimateDiagnosis(failures, world.input.diagnosis).assignments +
    2
  const embeddings = kinds.filter((kind) => kind === 'embedder').length
  expect(embeddings).toBeLessThanOrEqual(4)
  expect(world.requests.length - embeddings).toBeLessThanOrEqual(most(12) + most(9) + 2 * held.length)
  expect(world.requests.filter((request) => textOf(request) === 'Sort the note.')).toHaveLength(
    optimization.length + dev.length + held.length,
  )
})
