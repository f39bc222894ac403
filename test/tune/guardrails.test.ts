import { expect, test } from 'vitest'
import { z } from 'zod'
import type { Case } from '../../src/core/case.ts'
import { answer, answerJson, type Reply, refuse } from '../support/api-server.ts'
import {
  casesOf,
  type PatchScript,
  patchAnswer,
  seedSource,
  startWorld,
  withRules,
} from './support/tuning-world.ts'

const good = withRules(
  'invoice means money',
  'password means access',
  'parcel means goods',
  'crash means bug',
)
const goodPatch: PatchScript = { patch: { system: good } }

const calls = (...named: { name: string; arguments: string; id: string }[]): Reply => ({
  type: 'answer',
  answer: { toolCalls: named },
})

/** What the optimizer was last told when it was asked for the second decision. */
async function complaintAbout(first: PatchScript | Reply) {
  const world = await startWorld({ decisions: [first, goodPatch] })
  const result = await world.tune()
  const [, second] = world.of('decision')
  return { world, result, told: second?.messages.at(-1)?.text ?? '', asked: second?.messages ?? [] }
}

const refused: [what: string, first: PatchScript | Reply, told: RegExp][] = [
  [
    'a section that may not be tuned',
    { patch: { user: 'New: {{note}}' } },
    /section "user" may not be rewritten/,
  ],
  ['an unknown section', { patch: { sistem: good } }, /no section "sistem".*system/],
  ['no section', patchAnswer({}), /names no section/],
  ['an empty text', { patch: { system: ' \n ' } }, /"system" is empty/],
  ['a new placeholder', { patch: { system: 'Sort {{note}}.' } }, /adds \{\{note\}\}/],
  ['an open placeholder', { patch: { system: 'Sort {{note .' } }, /opens \{\{note without closing/],
  ['no change', { patch: { system: withRules() } }, /changes nothing/],
  [
    'wording for an editor',
    { patch: { system: 'Apply this patch: sort the note, given the observed\n**failures**.' } },
    /speaks to an editor.*"apply this patch" and "observed failures"/,
  ],
  [
    'one section twice',
    answerJson({
      action: 'patch',
      sections: [
        { name: 'system', text: good },
        { name: 'system', text: 'Sort the note by its words.' },
      ],
      rationale: '',
      reason: '',
    }),
    /"system" twice/,
  ],
  ['text in place of a decision', answer('I would add a rule.'), /could not be used \(malformed\)/],
  ['a decision of another form', answerJson({ action: 'improve' }), /could not be used \(malformed\)/],
  ['a refusal', refuse('I must not do this.'), /could not be used \(refusal\).*must not do this/],
  ['a cut answer', answer('{"action":"pa', { finish: 'length' }), /could not be used \(length\)/],
  ['no answer', answer(''), /could not be used \(empty\)/],
  [
    'a second call in place of a decision',
    calls({ name: 'diagnose_prompt', arguments: '{}', id: 'again' }),
    /diagnosis is done.*decision now/,
  ],
]

test.for(refused)('%s is sent back with the reason', async ([, first, told]) => {
  const complaint = await complaintAbout(first)
  expect(complaint.told).toMatch(told)
  expect(complaint.told).toMatch(/^This could not be accepted:\n- [\s\S]*Correct it and answer again\.$/)
  expect(complaint.result).toMatchObject({ best: 1, stop: { code: 'all-correct' } })
  const refusals = (await complaint.world.journal()).filter(({ type }) => type === 'refusal')
  expect(refusals).toEqual([
    { type: 'refusal', iteration: 0, attempt: 1, problems: [expect.stringMatching(told)] },
  ])
})

test('a section that outgrew its cap is sent back with both lengths', async () => {
  // 14 code points in the seed, 2,000 to spare.
  const long = (length: number) => `${good}\n${'🙂'.repeat(length - [...good].length - 1)}`
  const tune = { maxGrowth: 2 }
  const world = await startWorld({
    tune,
    decisions: [{ patch: { system: long(2029) } }, { patch: { system: long(2028) } }],
  })
  const result = await world.tune()
  expect(world.of('decision')[1]?.messages.at(-1)?.text).toMatch(
    /"system" has 2029 characters; 2028 are allowed\..*fewer words/,
  )
  expect(result).toMatchObject({ best: 1, stop: { code: 'all-correct' } })
})

test('a patch that drops what the prompt said of the output is sent back', async () => {
  const contract = 'Answer in JSON with "label", one of money, access, goods or bug.'
  const world = await startWorld({
    source: seedSource.replace('Sort the note.', contract),
    decisions: [
      { patch: { system: withRules('invoice means money') } },
      { patch: { system: `${good}\nAnswer in JSON with "label".` } },
      { stop: 'ok' },
    ],
  })
  const label = z.object({ label: z.enum(['money', 'access', 'goods', 'bug', 'unknown']) })
  const result = await world.tune({ spec: { ...world.input.spec, output: label } })
  expect(world.of('decision')[1]?.messages.at(-1)?.text).toContain(
    'It no longer names "label", "access", "goods", "bug" and "JSON": put them back',
  )
  expect(result.best).toBe(1)
})

test('a lost placeholder is sent back', async () => {
  const rule = (item: Case): Case => ({ ...item, input: { ...item.input, rule: 'a rule' } })
  const world = await startWorld({
    source: '<!-- user -->\nSort {{note}} by {{rule}}.\n',
    cases: {
      optimization: casesOf('optimization', 1).map(rule),
      dev: casesOf('dev', 1).map(rule),
      test: casesOf('test', 1).map(rule),
    },
    decisions: [{ patch: { user: 'Sort {{note}} well.' } }, { stop: 'ok' }],
  })
  await world.tune()
  expect(world.of('decision')[1]?.messages.at(-1)?.text).toContain('lost {{rule}}: keep every placeholder.')
})

test('words copied from an optimization row are sent back, words of the seed are not', async () => {
  const sentence = 'Please be so kind to send the missing invoice of May to our new office'
  const source =
    '<!-- system -->\nSort what people write, such as please be so kind to send the missing.\n<!-- user -->\n{{note}}\n'
  const world = await startWorld({
    source,
    decisions: [
      { patch: { system: 'When one says "MISSING invoice of May, to our new office!" answer money.' } },
      { patch: { system: 'Sort. Please be so kind to send the missing.\nRules:\ninvoice means money' } },
      { stop: 'ok' },
    ],
  })
  const item = { id: 'x', input: { note: sentence }, expected: 'money', tags: [], critical: false }
  const result = await world.tune({
    cases: { ...world.input.cases, optimization: [item, { ...item, id: 'y', input: { note: 'another' } }] },
  })
  expect(world.of('decision')[1]?.messages.at(-1)?.text).toContain(
    '"missing invoice of may to our new office"',
  )
  expect(result.best).toBe(1)
})

test('an answer without the tool call is sent back, and so is a call of another tool', async () => {
  const firsts = [answer('It looks fine to me.'), calls({ name: 'read_file', arguments: '{}', id: 'odd' })]
  const world = await startWorld({
    decisions: [goodPatch],
    intercept: ({ kind, index }) => (kind === 'call' ? firsts[index] : undefined),
  })
  const result = await world.tune()
  const [, second, third] = world.of('call')
  expect(second?.messages.at(-1)?.text).toContain('without calling diagnose_prompt')
  expect(third?.messages.slice(-2).map(({ role, text }) => [role, text])).toEqual([
    ['tool', expect.stringContaining('no tool \\"read_file\\"')],
    ['user', expect.stringContaining('without calling diagnose_prompt')],
  ])
  expect(result.best).toBe(1)
})

test('the call runs on the current prompt, whatever its arguments are, and every call gets an output', async () => {
  const world = await startWorld({
    decisions: [goodPatch],
    intercept: ({ kind, index }) =>
      kind === 'call' && index === 0
        ? calls(
            { name: 'other_tool', arguments: '{}', id: 'a' },
            { name: 'diagnose_prompt', arguments: 'not JSON at all', id: 'b' },
            { name: 'diagnose_prompt', arguments: '{"prompt":"Be nice."}', id: 'c' },
          )
        : undefined,
  })
  await world.tune()
  const messages = world.of('decision')[0]?.messages ?? []
  expect(messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'tool', 'tool', 'tool'])
  expect(messages[3]?.text).toContain('no tool \\"other_tool\\"')
  expect(messages[4]?.text).toContain('were not JSON, so that it was not run')
  expect(messages[5]?.text).toContain('"sections":[{"name":"system","tunable":true,"text":"Sort the note."}')
  expect(messages[5]?.text).toContain('this report is on the current prompt')
  expect(world.of('target').some(({ messages: [system] }) => system?.text === 'Be nice.')).toBe(false)
})

test('after five re-asks the tuning stops with the best so far', async () => {
  const world = await startWorld({
    decisions: [{ patch: { system: withRules('invoice means money') } }, { patch: { user: 'no' } }],
  })
  const result = await world.tune()
  expect(result).toMatchObject({ best: 1, written: true, stop: { code: 'invalid-decisions' } })
  expect(result.stop.reason).toMatch(/asked again 5 times.*"user" may not be rewritten/)
  expect(world.of('decision')).toHaveLength(1 + 6)
  const last = world.of('decision').at(-1)
  expect(last?.messages.filter(({ text }) => text.startsWith('This could not be accepted'))).toHaveLength(5)
})

test('re-asks for the call and for the decision count together', async () => {
  const world = await startWorld({
    decisions: [{ patch: { user: 'no' } }],
    intercept: ({ kind, index }) => (kind === 'call' && index < 3 ? answer('No.') : undefined),
  })
  await world.tune()
  expect(world.of('call')).toHaveLength(4)
  expect(world.of('decision')).toHaveLength(3)
})

test('when the form of the answers collapses, the next decision is asked to repair it', async () => {
  const world = await startWorld({
    decisions: [{ patch: { system: withRules('Answer in verse.') } }, goodPatch],
    intercept: ({ kind, messages }) =>
      kind === 'target' && messages[0]?.text.includes('verse') ? answer('O note, o note') : undefined,
  })
  const result = await world.tune()
  const [first, second] = world.of('decision')
  expect(first?.messages.at(-1)?.role).toBe('tool')
  expect(second?.messages.at(-1)).toMatchObject({
    role: 'user',
    text: expect.stringMatching(
      /collapsed: 100\.0 % of the outputs could not be used; .* rose from 0\.0 % to 100\.0 %.*must repair/s,
    ),
  })
  expect(result).toMatchObject({ best: 2, stop: { code: 'all-correct' } })
})

test.for([
  ['is repaired', goodPatch, 'all-correct'],
  ['stays when that is insisted on', { stop: 'No prompt could.' }, 'optimizer'],
] as const)('a stop after a collapse of the form is sent back once, and it %s', async ([, then, code]) => {
  const world = await startWorld({
    decisions: [
      { patch: { system: withRules('Answer in verse.') } },
      { stop: 'Verse is fine.' },
      then,
      { stop: 'never reached' },
    ],
    intercept: ({ kind, messages }) =>
      kind === 'target' && messages[0]?.text.includes('verse') ? answer('O note, o note') : undefined,
  })
  const result = await world.tune()
  expect(result.stop.code).toBe(code)
  expect(world.of('decision')).toHaveLength(3)
  expect(world.of('decision')[2]?.messages.at(-1)?.text).toMatch(
    /decided to stop, but the form .* 100\.0 % of the outputs could not be used; .*Repair it with a patch/,
  )
})
