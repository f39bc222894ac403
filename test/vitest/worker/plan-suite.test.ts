import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import type { Case } from '../../../src/core/case.ts'
import type { TrialRule } from '../../../src/core/trials/trial-rule.ts'
import type { EvaluationSpec } from '../../../src/evaluate/evaluation-spec.ts'
import { evaluateTrials } from '../../../src/evaluate/trials/evaluate-trials.ts'
import { openAnswerStore } from '../../../src/model/answers/answer-store.ts'
import { cacheAnswers } from '../../../src/model/answers/cache-answers.ts'
import { parsePrompt } from '../../../src/prompt/parse-prompt.ts'
import { planSuite } from '../../../src/vitest/worker/plan-suite.ts'
import { answered, scriptedClient } from '../../evaluate/scripted-client.ts'

const spec: EvaluationSpec = {
  prompt: parsePrompt('---\nmodel: gpt-test\n---\nThe topic of {{text}}?\n', 'topic.prompt.md'),
  scorers: [({ output }) => ({ name: 'right', score: JSON.stringify(output).includes('room') ? 1 : 0 })],
  output: z.object({ topic: z.string() }),
  confidence: true,
  threshold: 0.5,
}

const rowsOf = (count: number): Case[] =>
  Array.from({ length: count }, (_, row) => ({
    id: `row-${row}`,
    input: { text: `number ${String(row).padStart(6, '0')}` },
    tags: [],
    critical: false,
  }))

function openCache() {
  const folder = mkdtempSync(join(tmpdir(), 'retune-plan-'))
  const store = openAnswerStore(folder, { maxBytes: 50_000_000 })
  onTestFinished(() => {
    store.close()
    rmSync(folder, { recursive: true })
  })
  const scripted = scriptedClient({ generate: () => answered({ topic: 'room', confidence: 0.9 }) })
  const model = cacheAnswers({ model: scripted.model, store, providerOf: () => 'there', mayKeep: () => true })
  return { model, requests: scripted.requests }
}

it.each<TrialRule>([
  { trials: 1, atLeast: 1 },
  { trials: 3, atLeast: 2 },
])('counts only what will really be asked, for trials %o', async (rule) => {
  const { model, requests } = openCache()
  const cases = rowsOf(20)
  const plan = () => planSuite({ name: 'topics', spec }, cases, () => rule, model)
  expect(plan()).toMatchObject({
    cases: 20,
    calls: 20 * rule.trials,
    held: 0,
    promptTokens: 6.75,
    model: 'gpt-test',
  })
  for (const item of cases.slice(0, 12)) await evaluateTrials(item, spec, rule, { model })
  expect(plan()).toMatchObject({ calls: 8 * rule.trials, held: 12 * rule.atLeast })
  for (const item of cases) await evaluateTrials(item, spec, rule, { model })
  const asked = requests.length
  expect(plan()).toMatchObject({ calls: 0, held: 20 * rule.atLeast })
  for (const item of cases) await evaluateTrials(item, spec, rule, { model })
  expect(requests).toHaveLength(asked)
})

it('takes the rest to be like a part of very many cases', async () => {
  const { model } = openCache()
  const cases = rowsOf(9_000)
  const rule = { trials: 1, atLeast: 1 }
  for (const item of cases.slice(0, 3_000)) await evaluateTrials(item, spec, rule, { model })
  const plan = planSuite({ name: 'topics', spec }, cases, () => rule, model)
  const aThird = (count: number) => count > 2_900 && count < 3_100
  expect(plan).toMatchObject({
    cases: 9_000,
    calls: expect.toSatisfy((calls: number) => aThird(calls / 2)),
    held: expect.toSatisfy(aThird),
  })
})
