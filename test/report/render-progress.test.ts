import { expect, test } from 'vitest'
import { renderProgress } from '../../src/report/render-progress.ts'

const progress = {
  iteration: 3,
  iterations: 20,
  train: 0.712,
  dev: 0.68,
  calls: 412,
  tokens: 81_200,
  seconds: 12.3,
}

test('one line per iteration', () => {
  expect(renderProgress({ ...progress, best: { dev: 0.7, iteration: 2 } })).toBe(
    'iteration 3/20  train 0.71  dev 0.68 (best 0.70 @2)  412 calls  81k tokens  12 s',
  )
})

test('what is not known shows as a dash or not at all', () => {
  expect(renderProgress({ ...progress, iteration: 0, iterations: 5, train: null, calls: 1 })).toBe(
    'iteration 0/5  train -  dev 0.68  1 call  81k tokens  12 s',
  )
})

test('rows that were not all asked are said, and a prompt that was raced out has no score on dev', () => {
  const asked = { optimization: { rows: 60, of: 150 }, dev: { rows: 40, of: 150 } }
  expect(renderProgress({ ...progress, asked, best: { dev: 0.7, iteration: 2 } })).toContain(
    'train 0.71 on 60 of 150  dev 0.68 on 40 of 150 (best 0.70 @2)',
  )
  expect(renderProgress({ ...progress, dev: null, asked: { dev: asked.dev }, racedOut: true })).toContain(
    'train 0.71  dev out after 40 of 150  412 calls',
  )
})
