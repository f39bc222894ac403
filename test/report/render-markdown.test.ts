import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { RunReport, SuiteReport } from '../../src/core/run-report.ts'
import { renderMarkdown } from '../../src/report/render-markdown.ts'
import { renderStepSummary } from '../../src/report/render-step-summary.ts'
import { changedSuite, ciPlace, ciRun } from './ci-run.ts'
import { activeParts } from './markdown-checks.ts'
import { passingSuite, sampleMetrics, sampleResult, sampleTopic } from './sample-data.ts'

const runOf = (...suites: SuiteReport[]): RunReport => ({ ...ciRun, suites })

test('a run in which a suite got worse', () => {
  expect(renderMarkdown(ciRun, ciPlace)).toMatchInlineSnapshot(`
    "> [!CAUTION]
    > **1 of 3 prompt suites fails**: 2 cases newly failing, 1 fixed, 1 case could not be judged
    >
    > - ticket triage: pass rate 0.50 is below 0.90 (3 of 6); 2 newly failing cases, 0 allowed

    | Suite | Pass rate | Base | Change (95 % interval) | Newly failing | Fixed | Brier | Tokens | Cost (USD) |
    | --- | ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: |
    | ❌ ticket triage | 50% (3/6) | 66.7% | -16.7 pts (-66.7 to +33.3), insufficient data | 2 | 1 | 0.187 | 23k | below 0.01 |
    | ✅ bare | 50% (1/2) |  |  |  |  |  | 2.5k | unknown |
    | ✅ greeting | 100% (10/10) |  |  |  |  |  | 2.5k | 0.01 |

    ### Failure topics

    **ticket triage**

    <details><summary><b>Refund requests read as login trouble</b> · 2 cases (44%) · grown by 1 since the baseline</summary>

    The ticket asks for money back but mentions an account or a password on the way, and the prompt does not say that the wish decides.

    - [tickets.jsonl:3](https://github.com/acme/desk/blob/c0ffeec0ffeec0ffeec0ffeec0ffeec0ffee0123/prompts/tickets.jsonl#L3) \`refund\`: asks for money back
      - input \`{"ticket":"I want my money back, number 3"}\`
      - expected \`{"queue":"billing"}\`
      - output \`{"queue":"login"}\`
    - [examples/ticket-triage/tickets.jsonl:5](https://github.com/acme/desk/blob/c0ffeec0ffeec0ffeec0ffeec0ffeec0ffee0123/prompts/examples/ticket-triage/tickets.jsonl#L5) \`damaged\`: a broken parcel
      - input \`{"ticket":"I want my money back, number 5"}\`
      - expected \`{"queue":"shipping"}\`
      - output \`{"queue":"login"}\`

    </details>

    <details><summary><b>Answer cut off</b> · 1 case (30%) · new since the baseline</summary>

    The ticket asks for money back but mentions an account or a password on the way, and the prompt does not say that the wish decides.

    - [examples/ticket-triage/tickets.jsonl:8](https://github.com/acme/desk/blob/c0ffeec0ffeec0ffeec0ffeec0ffeec0ffee0123/prompts/examples/ticket-triage/tickets.jsonl#L8) \`cut\`
      - input \`{"ticket":"I want my money back, number 8"}\`
      - expected \`{"queue":"billing"}\`
      - output \`"{\\"queue\\": \\"bil"\`

    </details>

    Smaller: Rare (1 case)\\
    In no topic: 1 case\\
    Gone since the baseline: Invoices read as shipping (4 cases)

    ### Newly failing

    **ticket triage**

    - [examples/ticket-triage/tickets.jsonl:3](https://github.com/acme/desk/blob/c0ffeec0ffeec0ffeec0ffeec0ffeec0ffee0123/prompts/examples/ticket-triage/tickets.jsonl#L3) \`refund\`: queue: expected "billing", got "login" (confidence 0.90)
    - [examples/ticket-triage/tickets.jsonl:5](https://github.com/acme/desk/blob/c0ffeec0ffeec0ffeec0ffeec0ffeec0ffee0123/prompts/examples/ticket-triage/tickets.jsonl#L5) \`damaged\`: queue: expected "shipping", got "login" (confidence 0.90)

    ### Failed

    **bare**

    - [examples/ticket-triage/tickets.jsonl:2](https://github.com/acme/desk/blob/c0ffeec0ffeec0ffeec0ffeec0ffeec0ffee0123/prompts/examples/ticket-triage/tickets.jsonl#L2) \`000000f1b142\`: too rude (confidence 0.90)

    ### Could not be judged

    **ticket triage**

    - timeout: no answer in 60 s (1 case, first [examples/ticket-triage/tickets.jsonl:11](https://github.com/acme/desk/blob/c0ffeec0ffeec0ffeec0ffeec0ffeec0ffee0123/prompts/examples/ticket-triage/tickets.jsonl#L11) \`asleep\`)

    <details><summary>1 fixed case of ticket triage</summary>

    - [examples/ticket-triage/tickets.jsonl:9](https://github.com/acme/desk/blob/c0ffeec0ffeec0ffeec0ffeec0ffeec0ffee0123/prompts/examples/ticket-triage/tickets.jsonl#L9) \`double\`

    </details>

    To repair the prompt:

    \`\`\`sh
    npx vitest --tune triage
    \`\`\`

    - The critic could not be asked for 1 of 3 failed cases (timeout): each diagnosed from its result alone.

    <sub>\`gpt-4.1\` (target), \`gpt-5\` (critic) · 28k tokens in 85 calls: target 6.5k, critic 18k, embedder 2.8k · 12 critiques reused · 0.01 US dollars, and an unknown cost of 1 suite · compared with \`.prompt-retune/baselines/ticket-triage.json\` · 1 new case · 1 removed case</sub>
    "
  `)
})

test('a run in which all is as before', () => {
  expect(renderMarkdown(runOf(passingSuite))).toMatchInlineSnapshot(`
    "> [!TIP]
    > **greeting passes**: all of 10 cases passed

    | Suite | Pass rate | Tokens |
    | --- | ---: | ---: |
    | ✅ greeting | 100% (10/10) | 2.5k |

    <sub>\`gpt-4.1\` (target), \`gpt-5\` (critic) · 2.5k tokens in 10 calls</sub>
    "
  `)
})

test('says of one suite in words how it stands to its baseline', () => {
  expect(renderMarkdown(runOf(changedSuite)).split('\n')[1]).toMatchInlineSnapshot(
    `"> **ticket triage fails**: pass rate 0.50 is below 0.90 (3 of 6); 2 newly failing cases, 0 allowed; 2 newly failing, 1 fixed of 6 cases: insufficient data (3 changed, 6 needed); 1 case could not be judged"`,
  )
})

test('says when the embedded model answered', () => {
  const simulated = { ...ciRun, model: { ...ciRun.model, simulated: true } }
  expect(renderMarkdown(simulated)).toContain('<sub>embedded model (simulated) · ')
})

test('without a repository and a commit, places are not linked', () => {
  expect(renderMarkdown(ciRun)).toContain('- tickets.jsonl:3 `refund`: asks for money back')
  expect(renderMarkdown(ciRun)).not.toContain('](')
})

test('a run of a part of a suite is no clean bill', () => {
  const page = renderMarkdown(runOf({ ...passingSuite, partial: true }))
  expect(page).toMatch(/^> \[!WARNING\]\n> \*\*greeting passes\*\*: all of 10 cases passed; it ran in part\n/)
  expect(page).toContain('| ⚠️ greeting |')
})

test('a run without a suite', () => {
  expect(renderMarkdown(runOf())).toMatchInlineSnapshot(`
    "> [!NOTE]
    > **No prompt suite ran**

    <sub>\`gpt-4.1\` (target), \`gpt-5\` (critic)</sub>
    "
  `)
})

test('an unknown cost is no number, and no cost is shown where no price is known', () => {
  const bare = renderMarkdown(runOf({ ...changedSuite, dollars: null }))
  expect(bare).not.toMatch(/cost|dollar/i)
  const mixed = renderMarkdown(runOf({ ...changedSuite, dollars: null }, { ...passingSuite, dollars: 0 }))
  expect(mixed).toMatch(/\| ❌ ticket triage \|.*\| unknown \|/)
  expect(mixed).toMatch(/\| ✅ greeting \|.*\| 0\.00 \|/)
  expect(mixed).toContain('0.00 US dollars, and an unknown cost of 1 suite')
})

const suitesOf = (count: number, from: SuiteReport): SuiteReport[] =>
  Array.from({ length: count }, (_, index) => ({ ...from, name: `${from.name} ${index + 1}` }))

test('of 50 suites, what changed stands first, and what did not in a fold', () => {
  const suites = [...suitesOf(48, passingSuite), ...suitesOf(2, changedSuite)]
  const page = renderMarkdown(runOf(...suites))
  const [table = '', quiet = ''] = page.split('<details><summary>48 more suites passed</summary>')
  expect(page.split('\n')[1]).toMatch(/^> \*\*2 of 50 prompt suites fail\*\*: 4 cases newly failing, 2 fixed/)
  expect(table.match(/^\| [❌✅]/gmu)).toHaveLength(2)
  expect(quiet.split('</details>')[0]?.match(/^\| ✅ greeting/gmu)).toHaveLength(48)
})

const size = fc.record({
  suites: fc.integer({ min: 1, max: 40 }),
  topics: fc.integer({ min: 0, max: 12 }),
  cases: fc.integer({ min: 0, max: 60 }),
  words: fc.integer({ min: 0, max: 600 }),
})

/** A run with as much in it as the sizes say, and texts as long as they get. */
function runOfSize({
  suites,
  topics,
  cases,
  words,
}: typeof size extends fc.Arbitrary<infer Size> ? Size : never) {
  const text = 'long `words` $ & '.repeat(words / 10)
  const ids = Array.from({ length: cases }, (_, index) => `case ${index} ${text}`)
  const results = ids.map((id, index) =>
    sampleResult(index + 1, {
      id,
      verdict: 'failed',
      kind: 'wrong',
      score: 0,
      output: text,
      input: { text },
    }),
  )
  const { diagnosis, baseline, ...suite } = changedSuite
  const all = Array.from({ length: topics }, (_, index) => ({
    ...sampleTopic({ id: `topic-${index}`, name: `${index} ${text}`, definition: text, change: 'new' }),
    caseIds: ids,
    examples: ids.slice(0, 3).map((caseId) => ({ caseId, why: text })),
  }))
  return runOf(
    ...suitesOf(suites, {
      ...suite,
      name: `suite ${text}`,
      gate: { passed: false, reason: text },
      results,
      ...(diagnosis ? { diagnosis: { ...diagnosis, topics: all } } : {}),
      ...(baseline ? { baseline: { ...baseline, newlyFailing: ids, fixed: ids } } : {}),
    }),
  )
}

describe('a page that would be too long', () => {
  test('stays within its limit, with every fence and fold closed, and leads with the verdict', () => {
    fc.assert(
      fc.property(size, fc.constantFrom(60_000, 20_000), (sizes, limit) => {
        const report = runOfSize(sizes)
        const page = renderMarkdown(report, { ...ciPlace, limit })
        expect(page.length).toBeLessThan(limit)
        expect(activeParts(page)).toEqual([])
        expect(page).toMatch(/^> \[!CAUTION\]\n> \*\*/)
        expect(page).toMatch(/<sub>.*<\/sub>(\n\n_Left out, .*_)?\n$/)
        expect(Buffer.byteLength(renderStepSummary(report, ciPlace))).toBeLessThan(512 * 1024)
      }),
      { numRuns: 20 },
    )
  })

  test('goes without what matters least, and says so', () => {
    const many = suitesOf(40, changedSuite)
    const full = renderMarkdown(runOf(...many), ciPlace)
    expect(full).toMatch(/_Left out, since the page would be too long: .*fixed cases \(40\)/)
    expect(full).not.toContain('fixed case of')
    expect(full).toContain('### Failure topics\n\n**ticket triage 1**')
    const short = renderMarkdown(runOf(...many), { ...ciPlace, limit: 6_800 })
    expect(short).not.toContain('### Failure topics')
    expect(short.match(/^\| ❌/gmu)).toHaveLength(40)
  })
})

test('the longest texts that there can be leave room for themselves', () => {
  const text = '$'.repeat(1_000)
  const models = Object.fromEntries(
    Array.from({ length: 50 }, (_, role) => [`${role}${text}`, `${role % 7}${text}`]),
  )
  const gate = { passed: false, reason: text }
  const report = runOf(...suitesOf(120, { ...changedSuite, name: text, gate }))
  expect(renderMarkdown({ ...report, model: { simulated: false, models } }, ciPlace).length).toBeLessThan(
    60_000,
  )
})

test('the summary of a step says the same under a title', () => {
  expect(renderStepSummary(ciRun, ciPlace)).toBe(`## Prompt suites\n\n${renderMarkdown(ciRun, ciPlace)}`)
})

test('a gate that holds is no reason for a suite that fails by its budget', () => {
  const gate = { passed: true, reason: 'pass rate 1.00 reaches 0.90' }
  const left = { ...passingSuite, gate, notAsked: { cases: 4, allowed: false } }
  const page = renderMarkdown({ ...ciRun, suites: [changedSuite, left] })
  expect(page).toContain('4 cases were not asked, since the budget was used up')
  expect(page).toContain('> - ticket triage: pass rate 0.50 is below 0.90')
  expect(page).not.toContain('reaches 0.90')
})

test('a suite that could not be loaded fails the run, alone and among suites that pass', () => {
  const lost = { name: 'returns', file: 'returns.prompt.test.ts', message: 'none.md: there is no such file.' }
  const others = ciRun.suites.slice(2)
  const page = renderMarkdown({ ...ciRun, suites: others, unloaded: [lost] })
  expect(page).toMatch(/^> \[!CAUTION\]\n> \*\*1 of 2 prompt suites fails\*\*: 1 could not be loaded/)
  expect(page).toContain('- **returns** returns.prompt.test.ts: none.md: there is no such file.')
  const alone = renderMarkdown({ ...ciRun, suites: [], unloaded: [lost] })
  expect(alone).toMatch(/^> \[!CAUTION\]\n> \*\*returns could not be loaded\*\*\n/)
  const two = renderMarkdown({ ...ciRun, suites: [], unloaded: [lost, lost] })
  expect(two).toMatch(/^> \[!CAUTION\]\n> \*\*None of 2 prompt suites could be loaded\*\*\n/)
})

test('a suite without a judged case is no clean bill', () => {
  const metrics = sampleMetrics({ cases: 2, passed: 0, failed: 0, skipped: 2, passRate: null })
  const { gate: _, baseline: __, ...bare } = passingSuite
  const idle = { ...bare, name: 'idle', metrics, results: [] }
  const alone = renderMarkdown({ ...ciRun, suites: [idle] })
  expect(alone).toMatch(/^> \[!WARNING\]\n> \*\*idle passes\*\*: no case was judged\n/)
  expect(alone).toContain('| ⚠️ idle')
  const many = Array.from({ length: 12 }, (_, index) => ({ ...passingSuite, name: `suite ${index}` }))
  const [sight = ''] = renderMarkdown({ ...ciRun, suites: [...many, idle] }).split('<details>')
  expect(sight).toMatch(
    /^> \[!WARNING\]\n> \*\*All 13 prompt suites pass\*\*: no case was judged of 1 suite\n/,
  )
  expect(sight).toContain('| ⚠️ idle')
})
