import { z } from 'zod'
import type { Case, Split } from '../../../src/core/case.ts'
import {
  diagnosisOptionsSchema,
  limitsSchema,
  modelsSchema,
  objectiveSchema,
  tuneOptionsSchema,
} from '../../../src/core/options.ts'
import { createModelClient } from '../../../src/model/create-model-client.ts'
import { parsePrompt } from '../../../src/prompt/parse-prompt.ts'
import { defineScorer } from '../../../src/scorers/scorer.ts'
import type { TuneInput } from '../../../src/tune/tune-input.ts'

export const seedSource = `---
model: target-1
tune: [system]
# a YAML comment that stays
---
<!-- system -->
Sort the note.
<!-- user -->
Note: {{note}}
`

/** Words and their right labels; a note holds one of them. */
export const labels: Readonly<Record<string, string>> = {
  invoice: 'money',
  password: 'access',
  parcel: 'goods',
  crash: 'bug',
}

/** `count` cases of each word, the split's name in each note. */
export function casesOf(split: Split, count: number, words = Object.keys(labels)): Case[] {
  return words.flatMap((word) =>
    Array.from({ length: count }, (_, index) => ({
      id: `${split}-${word}-${index}`,
      input: { note: `${split}zone ${word} ${index}` },
      expected: labels[word] ?? '',
      split,
      tags: [],
      critical: false,
    })),
  )
}

const labelScorer = defineScorer('label', 1, ({ output, expected }) => {
  const label = z.object({ label: z.string() }).parse(output).label
  return {
    score: label === expected,
    feedback: label === expected ? 'right' : `${label} is not ${String(expected)}`,
  }
})

interface WorldPlace {
  /** The project root, with the prompt file in `prompts/`. */
  readonly root: string
  readonly promptFile: string
  readonly source: string
  readonly baseURL: string
  readonly api?: 'responses' | 'chat' | undefined
  /** Calls in flight at most. Default 20. */
  readonly concurrency?: number | undefined
}

/** A tuning of the prompt of a tuning world, by the models at an address; also for processes of their own. */
export function worldInput({ root, promptFile, source, baseURL, api, concurrency }: WorldPlace): TuneInput {
  return {
    suite: 'notes',
    prompt: parsePrompt(source, 'prompts/notes.prompt.md'),
    promptFile,
    root,
    cases: {
      optimization: casesOf('optimization', 3),
      dev: casesOf('dev', 2),
      test: casesOf('test', 2),
    },
    spec: {
      scorers: [labelScorer],
      output: z.object({ label: z.string() }),
      confidence: false,
      threshold: 0.5,
    },
    objective: objectiveSchema.parse({}),
    options: tuneOptionsSchema.parse({}),
    diagnosis: diagnosisOptionsSchema.parse({}),
    model: createModelClient({
      models: modelsSchema.parse({
        target: { model: 'target-1', apiKey: 'world-key-never-written', baseURL, api: api ?? 'chat' },
      }),
      limits: limitsSchema.parse({ retries: 0, concurrency }),
      env: {},
    }),
    stateDir: '.prompt-retune',
  }
}
