import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { DiagnosticReport } from '../../src/core/diagnosis.ts'
import { objectiveSchema } from '../../src/core/options.ts'
import { stopSchema, tuneResultSchema } from '../../src/core/tune-result.ts'
import type { GenerateResult } from '../../src/model/client.ts'
import { applyPatch } from '../../src/prompt/apply-patch.ts'
import { parsePrompt } from '../../src/prompt/parse-prompt.ts'
import type { PromptFile } from '../../src/prompt/prompt-file.ts'
import { checkProposal } from '../../src/tune/check-proposal.ts'
import { type ProposalState, TuningEnded } from '../../src/tune/strategies/strategy.ts'
import { findStrategy } from '../../src/tune/strategies/strategy-map.ts'
import { seedSource, startWorld, withRules } from './support/tuning-world.ts'

type Generate = ProposalState['generate']

const sources = [
  seedSource,
  'No marker, one {{ value }} and {{other}}.',
  '<!-- system -->\n?\n\n<!-- user -->\n{{x}}\n',
  '---\ntune: [user]\n---\n<!-- system -->\nStay.\r\n<!-- user -->\r\nA {{b}}\r\nC\r\n<!-- assistant -->\nYes.\n',
]

/** More model answers and more checks than this are no proposal any more. */
const mostAnswers = 10
const mostChecks = 100

interface Setting {
  readonly source?: string
  readonly iteration?: number
  readonly seed?: number
  readonly generate?: Generate
  readonly check?: ProposalState['check']
  readonly diagnose?: ProposalState['diagnose']
}

/** What every strategy must do. */
export function strategyContract(name: string): void {
  const strategy = findStrategy(name)

  function propose({ source = seedSource, ...setting }: Setting = {}) {
    const prompt = deepFreeze(parsePrompt(source, 'a.prompt.md'))
    const counts = { answers: 0, checks: 0 }
    const check = setting.check ?? checkAgainst(prompt)
    const generate = setting.generate ?? cooperate(prompt)
    const state: ProposalState = {
      iteration: setting.iteration ?? 1,
      prompt,
      objective: deepFreeze(objectiveSchema.parse({})),
      memory: deepFreeze([{ iteration: 0, metrics: report.metrics, topics: [] }]),
      seed: setting.seed ?? 1,
      diagnose: setting.diagnose ?? (async () => report),
      progress: () => undefined,
      check(patch) {
        counts.checks += 1
        return check(patch)
      },
      generate(request) {
        counts.answers += 1
        return generate(request)
      },
      refused: async () => {},
    }
    return strategy.propose(Object.freeze(state)).then((decision) => ({ decision, prompt, counts }))
  }

  describe(`${name} as a strategy`, () => {
    test.for(sources)('proposes patches that pass every guardrail: %j', async (source) => {
      for (let seed = 1; seed <= 20; seed++) {
        const { decision, prompt } = await propose({ source, seed, iteration: seed % 4 })
        if (decision.action !== 'patch') throw new Error(decision.stop.reason)
        expect(checkAgainst(prompt)(decision.patch)).toEqual([])
        expect(decision.patch.rationale).not.toBe('')
        expect(applyPatch(prompt, decision.patch.sections).source).not.toBe(prompt.source)
      }
    })

    test('decides the same from the same state', async () => {
      const [one, two] = await Promise.all([propose({ seed: 7 }), propose({ seed: 7 })])
      expect(one.decision).toEqual(two.decision)
    })

    test('stops with the reason when nothing it proposes may be tried', async () => {
      const { decision, counts } = await propose({ check: () => ['The moon is not full.'] })
      if (decision.action !== 'stop') throw new Error('expected a stop')
      expect(decision.stop.code).toBe('invalid-decisions')
      expect(decision.stop.reason).toContain('The moon is not full.')
      expect(counts.checks).toBeLessThanOrEqual(mostChecks)
      expect(counts.answers).toBeLessThanOrEqual(mostAnswers)
    })

    test('never throws and never proposes what may not be tried, whatever the model answers', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(anyAnswer, { minLength: 1, maxLength: 12 }), async (answers) => {
          let next = 0
          const { decision, prompt, counts } = await propose({
            generate: async () => answers[next++ % answers.length] ?? failed,
          })
          expect(counts.answers).toBeLessThanOrEqual(mostAnswers)
          if (decision.action === 'patch') expect(checkAgainst(prompt)(decision.patch)).toEqual([])
          else {
            expect(stopSchema.safeParse(decision.stop).success).toBe(true)
            expect(decision.stop.reason.trim()).not.toBe('')
          }
        }),
        { numRuns: 100 },
      )
    })

    test('ends when the tuning ends', async () => {
      const ended = new TuningEnded()
      const settled = propose({ diagnose: () => Promise.reject(ended) }).then(
        ({ decision }) => decision.action,
        (thrown: unknown) => thrown,
      )
      expect(['patch', 'stop', ended]).toContain(await settled)
    })

    test('carries a whole tuning', async () => {
      const world = await startWorld({
        tune: { strategy: name, iterations: 3, patience: 4 },
        decisions: [
          { patch: { system: withRules('invoice means money') } },
          { patch: { system: withRules('invoice means money', 'parcel means goods') } },
          { patch: { system: withRules('parcel means goods') } },
        ],
      })
      const result = await world.tune()
      expect(tuneResultSchema.safeParse(result).error).toBeUndefined()
      expect(result).toMatchObject({ strategy: name, stop: { code: 'iterations' } })
      expect(result.iterations).toHaveLength(4)
      const shown = world.of('target').map(({ messages }) => messages[0]?.text)
      expect(new Set(shown).size).toBeGreaterThan(1)
      expect((await world.readPrompt()).split('<!-- user -->')[1]).toBe(seedSource.split('<!-- user -->')[1])
    })
  })
}

function checkAgainst(prompt: PromptFile): ProposalState['check'] {
  const spec = { output: undefined, confidence: false }
  return (patch) => checkProposal(patch, { prompt, seed: prompt, rows: [], maxGrowth: 4, spec })
}

/** A model that does as it is told: calls the tool, then adds a rule to each tunable section. */
function cooperate({ sections }: PromptFile): Generate {
  const decision = {
    action: 'patch',
    sections: sections
      .filter(({ tunable }) => tunable)
      .map((section) => ({ name: section.name, text: `${section.text}\nSay yes.`.trim() })),
    rationale: 'A rule was missing.',
    reason: '',
  }
  return async ({ toolChoice }) =>
    toolChoice === 'required' ? answered('', diagnosisCalls) : answered(JSON.stringify(decision))
}

const diagnosisCalls = [{ id: 'a', name: 'diagnose_prompt', arguments: '{"prompt":""}' }]
const usage = { calls: 1, inputTokens: 1, outputTokens: 1 }
const failed: GenerateResult = { status: 'failed', kind: 'empty', text: '', reason: 'nothing', usage }

function answered(
  text: string,
  toolCalls: { id: string; name: string; arguments: string }[] = [],
): GenerateResult {
  let output: unknown = text
  try {
    output = JSON.parse(text)
  } catch {}
  return {
    status: 'ok',
    text,
    output,
    toolCalls,
    message: { role: 'assistant', content: text, toolCalls },
    usage,
  }
}

const anyAnswer: fc.Arbitrary<GenerateResult> = fc.oneof(
  fc.constant(failed),
  fc.constant<GenerateResult>({
    status: 'error',
    error: { kind: 'server', message: 'down' },
    usage: { ...usage, calls: 0 },
  }),
  fc.constant(answered('', diagnosisCalls)),
  fc
    .record({ id: fc.string(), name: fc.string(), arguments: fc.string() })
    .map((call) => answered('', [call, ...diagnosisCalls])),
  fc.jsonValue().map((value) => answered(JSON.stringify(value))),
  fc
    .record({
      action: fc.constantFrom('patch', 'stop'),
      sections: fc.array(
        fc.record({ name: fc.constantFrom('system', 'user', '__proto__'), text: fc.string() }),
        { maxLength: 3 },
      ),
      rationale: fc.string(),
      reason: fc.string(),
    })
    .map((value) => answered(JSON.stringify(value))),
)

const report: DiagnosticReport = deepFreeze({
  schema: 'prompt-retune/diagnostic@1',
  metrics: {
    cases: 4,
    passed: 1,
    failed: 3,
    errored: 0,
    skipped: 0,
    passRate: 0.25,
    score: 0.25,
    scores: { label: 0.25 },
    confidence: null,
    brier: null,
    ece: null,
    formatErrorRate: 0,
    usage: {},
    tags: {},
  },
  topics: [],
  other: { diagnoses: 0, caseIds: [] },
  gone: [],
  formatErrors: {},
  critiqued: 0,
  mechanical: 3,
  cost: {
    critiques: { ...usage, calls: 0 },
    embeddings: { ...usage, calls: 0 },
    topics: { ...usage, calls: 0 },
    assignments: { ...usage, calls: 0 },
    reused: 0,
  },
  embedder: 'local',
  usage: {},
  notes: [],
})

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  Object.freeze(value)
  for (const member of Object.values(value)) deepFreeze(member)
  return value
}
