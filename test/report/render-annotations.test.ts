import { expect, test } from 'vitest'
import { renderAnnotations } from '../../src/report/render-annotations.ts'
import { changedSuite, ciPlace, ciRun } from './ci-run.ts'
import { passingSuite, sampleTopic } from './sample-data.ts'

test('a gate at its prompt, and each topic at a row of its own', () => {
  expect(renderAnnotations(ciRun, ciPlace)).toMatchInlineSnapshot(`
    "::error file=prompts/triage.prompt.md,line=1,title=ticket triage%3A gate::pass rate 0.50 is below 0.90 (3 of 6); 2 newly failing cases, 0 allowed
    ::error file=prompts/tickets.jsonl,line=3,title=ticket triage%3A Refund requests read as login trouble::Refund requests read as login trouble (2 cases, 44%25, grown by 1 since the baseline): The ticket asks for money back but mentions an account or a password on the way, and the prompt does not say that the wish decides.
    ::error file=prompts/examples/ticket-triage/tickets.jsonl,line=8,title=ticket triage%3A Answer cut off::Answer cut off (1 case, 30%25, new since the baseline): The ticket asks for money back but mentions an account or a password on the way, and the prompt does not say that the wish decides."
  `)
})

test('nothing where nothing failed', () => {
  expect(renderAnnotations({ ...ciRun, suites: [passingSuite] })).toBe('')
})

test('topics of a suite that passes are warnings', () => {
  const suite = { ...changedSuite, gate: { passed: true, reason: 'pass rate 0.50 reaches 0.50' } }
  const lines = renderAnnotations({ ...ciRun, suites: [suite] }).split('\n')
  expect(lines.map((line) => line.split(' ')[0])).toEqual(['::warning', '::warning'])
})

test('no more than GitHub shows, the largest topics first, and a notice of the rest', () => {
  const { diagnosis } = changedSuite
  if (!diagnosis) throw new Error('no topics')
  const topics = Array.from({ length: 30 }, (_, index) =>
    sampleTopic({
      id: `t${index}`,
      name: `topic ${index}`,
      lines: Array.from({ length: index + 1 }, (_, row) => row + 1),
    }),
  )
  const suite = { ...changedSuite, diagnosis: { ...diagnosis, topics } }
  const lines = renderAnnotations({ ...ciRun, suites: [suite] }).split('\n')
  expect(lines).toHaveLength(11)
  expect(lines[0]).toContain('title=ticket triage%3A gate::')
  expect(lines[1]).toContain('topic 29 (30 cases')
  expect(lines[9]).toContain('topic 21 (22 cases')
  expect(lines[10]).toBe('::notice title=prompt-retune::21 more annotations stand in the summary of the job')
})

test('a file outside of the repository is not named', () => {
  const outside = { ...changedSuite, prompt: { file: '../../triage.prompt.md', hash: '0' } }
  const [gate] = renderAnnotations({ ...ciRun, suites: [outside] }, ciPlace).split('\n')
  expect(gate).toMatch(/^::error title=/)
})

test('a suite whose gate holds, and one without a gate, are told to fail by the budget alone', () => {
  const notAsked = { cases: 4, allowed: false }
  const { gate: _, ...bare } = passingSuite
  const gate = { passed: true, reason: 'pass rate 1.00 reaches 0.90' }
  for (const suite of [{ ...bare, gate }, bare]) {
    const text = renderAnnotations({ ...ciRun, suites: [{ ...suite, notAsked }] })
    expect(text).toMatch(/^::error [^\n]*::4 cases were not asked, since the budget was used up$/)
  }
})
