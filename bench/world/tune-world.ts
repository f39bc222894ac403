import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import {
  diagnosisOptionsSchema,
  limitsSchema,
  modelsSchema,
  objectiveSchema,
  tuneOptionsSchema,
} from '../../src/core/options.ts'
import type { TuneResult } from '../../src/core/tune-result.ts'
import { createModelClient } from '../../src/model/create-model-client.ts'
import { parsePrompt } from '../../src/prompt/parse-prompt.ts'
import type { PromptFile } from '../../src/prompt/prompt-file.ts'
import { exactMatch } from '../../src/scorers/exact-match.ts'
import { tracePrompts } from '../../src/tune/blame/trace-prompts.ts'
import { tunePrompt } from '../../src/tune/tune-prompt.ts'
import { levels, type World } from './make-world.ts'
import { startWorld } from './start-world.ts'

const file = 'log.prompt.md'
const source = `---
model: world
temperature: 0
tune: [system]
---
<!-- system -->
You grade entries of a lighthouse log, as the coast guard reads them on the next morning. An entry is a few short remarks by the keeper
on duty about the sea, the weather, the light and whoever passed by. Each is graded on its own, by what it says of the risk for small
boats near the station.
The level is one of these: calm (boats go out), watch (boats go out and look around), warn (boats stay near the harbour), danger
(boats stay in). Say in one sentence what decided, then give the level.
<!-- user -->
{{entry}}
`

/** Where a tuning stood after an iteration. */
export interface Standing {
  readonly iteration: number
  /** Calls of the target by then. */
  readonly calls: number
  /** Share of the gain that could be attained, of the prompt itself and of the best one so far by what the tuning knew. */
  readonly gain: number
  readonly best: number
}

export interface WorldRun {
  readonly result: TuneResult
  readonly standings: readonly Standing[]
  /** The text of the prompt that won. */
  readonly winner: string
  /** Share of the gain that could be attained, of the prompt that won. */
  readonly gain: number
  /** Calls of the target: all, and those on rows of dev. */
  readonly calls: number
  readonly devCalls: number
}

/** Tunes a prompt in a world, through HTTP. */
export async function tuneInWorld(world: World, tune: z.input<typeof tuneOptionsSchema>): Promise<WorldRun> {
  const root = await mkdtemp(join(tmpdir(), 'retune-world-'))
  const server = await startWorld(world)
  const seed = parsePrompt(source, file)
  const floor = world.quality(systemOf(seed))
  const gainOf = (text: string) => (world.quality(text) - floor) / (world.best - floor)
  const marks: { iteration: number; calls: number; best: number }[] = []
  await writeFile(join(root, file), source)
  try {
    const result = await tunePrompt({
      suite: 'lighthouse',
      prompt: seed,
      promptFile: join(root, file),
      root,
      cases: world.cases,
      spec: {
        scorers: [exactMatch({ path: 'level' })],
        output: z.object({
          ...(world.options.reasons ? { reasoning: z.string() } : {}),
          level: z.enum(levels),
        }),
        confidence: false,
        threshold: 0.5,
      },
      objective: objectiveSchema.parse({}),
      options: tuneOptionsSchema.parse({ seed: world.options.seed, dryRun: true, ...tune }),
      diagnosis: diagnosisOptionsSchema.parse({}),
      model: createModelClient({
        models: modelsSchema.parse({
          target: { model: 'world', apiKey: 'none', baseURL: server.baseURL, api: 'chat' },
        }),
        limits: limitsSchema.parse({}),
        env: {},
      }),
      stateDir: '.prompt-retune',
      onEvent(event) {
        if (event.type !== 'iteration') return
        marks.push({ iteration: event.iteration, calls: server.asked.length, best: event.bestIteration })
      },
    })
    const texts = promptTexts(result)
    const gains = new Map([...texts].map(([iteration, text]) => [iteration, gainOf(text)]))
    const standings = marks.map(({ iteration, calls, best }) => ({
      iteration,
      calls,
      gain: gains.get(iteration) ?? 0,
      best: gains.get(best) ?? 0,
    }))
    const winner = systemOf(parsePrompt(result.after, file))
    const dev = new Set(world.cases.dev.map(({ input }) => input.entry))
    return {
      result,
      standings,
      winner,
      gain: gainOf(winner),
      calls: server.asked.length,
      devCalls: server.asked.filter((entry) => dev.has(entry)).length,
    }
  } finally {
    await server.close()
    await rm(root, { recursive: true, force: true })
  }
}

/** The system text of the prompt of each iteration. */
function promptTexts({ before, promptFile, iterations }: TuneResult): Map<number, string> {
  const traced = tracePrompts({ before, promptFile }, iterations)
  return new Map(traced.map(({ prompt, recorded }) => [recorded.iteration, systemOf(prompt)]))
}

function systemOf({ sections }: PromptFile): string {
  return sections.find(({ role }) => role === 'system')?.text ?? ''
}
