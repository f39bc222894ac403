import { expect, test } from 'vitest'
import { scoreOutput } from '../../src/evaluate/score-output.ts'
import type { Scorer } from '../../src/scorers/scorer.ts'
import { argsFor, contextFor } from '../scorers/run.ts'

const namesOf = async (...scorers: Scorer[]) => {
  const args = argsFor({ output: 'x', expected: 'x' })
  const { scores } = await scoreOutput(scorers, args, contextFor().context, 0.5)
  return scores.map(({ name }) => name)
}

test('several scorers without a name are told apart by their place', async () => {
  const polite: Scorer = () => 1
  expect(
    await namesOf(
      () => 1,
      polite,
      () => 0,
      () => ({ name: 'own', score: 1 }),
    ),
  ).toEqual(['scorer 1', 'polite', 'scorer 3', 'own'])
})

test('one without a name is just the scorer', async () => {
  expect(await namesOf(() => 1)).toEqual(['scorer'])
})
