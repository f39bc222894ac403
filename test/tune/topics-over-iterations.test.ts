import { expect, test } from 'vitest'
import { diagnosisOptionsSchema } from '../../src/core/options.ts'
import type { TuneResult } from '../../src/core/tune-result.ts'
import { startWorld, withRules } from './support/tuning-world.ts'

const money = withRules('invoice means money')
const moneyAccess = withRules('invoice means money', 'password means access')
const goods = withRules('parcel means goods')

/** By iteration: the word that the cases of a topic have in common, its id and its change. */
function topicsOf({ iterations }: TuneResult) {
  return iterations.map(({ report }) =>
    Object.fromEntries(
      report.topics.map(({ id, caseIds, change }) => [caseIds[0]?.split('-')[1] ?? '', { id, change }]),
    ),
  )
}

async function tuneOnce() {
  const decisions = [
    { patch: { system: money } },
    { patch: { system: moneyAccess } },
    { patch: { system: goods } },
  ]
  const world = await startWorld({ decisions: [...decisions, { stop: 'enough' }] })
  // Topics by what was expected and given: none depends on how a model words a failure.
  return world.tune({ diagnosis: diagnosisOptionsSchema.parse('local') })
}

test('topics keep their ids through the iterations, and say what each revision did to them', async () => {
  const result = await tuneOnce()
  const [seed, first, second, third] = topicsOf(result)
  expect(Object.keys(seed ?? {}).sort()).toEqual(['crash', 'invoice', 'parcel', 'password'])
  expect(Object.values(seed ?? {}).map(({ change }) => change)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ])
  expect(first).toEqual({
    crash: { id: seed?.crash?.id, change: 'same' },
    parcel: { id: seed?.parcel?.id, change: 'same' },
    password: { id: seed?.password?.id, change: 'same' },
  })
  expect(second).toEqual({
    crash: { id: seed?.crash?.id, change: 'same' },
    parcel: { id: seed?.parcel?.id, change: 'same' },
  })
  expect(third?.crash).toEqual({ id: seed?.crash?.id, change: 'same' })
  expect([third?.invoice?.change, third?.password?.change]).toEqual(['new', 'new'])
  const gone = result.iterations.map(({ report }) => report.gone.map(({ id }) => id))
  expect(gone).toEqual([[], [seed?.invoice?.id], [seed?.password?.id], [seed?.parcel?.id]])
})

test('the ids are the same in every tuning', async () => {
  expect(topicsOf(await tuneOnce())).toEqual(topicsOf(await tuneOnce()))
})
