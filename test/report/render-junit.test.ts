import { expect, test } from 'vitest'
import type { SuiteReport } from '../../src/core/run-report.ts'
import { renderJunit } from '../../src/report/render-junit.ts'
import { changedSuite, ciRun } from './ci-run.ts'
import { readXml } from './xml-checks.ts'

test('a suite with failures, an error, a skipped case and a gate', () => {
  expect(renderJunit({ ...ciRun, suites: [changedSuite] })).toMatchInlineSnapshot(`
    "<?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="prompt-retune" tests="11" failures="5" errors="1" skipped="1">
      <testsuite name="ticket triage" tests="11" failures="5" errors="1" skipped="1" file="triage.prompt.test.ts">
        <properties>
          <property name="model" value="gpt-4.1"/>
          <property name="prompt" value="triage.prompt.md"/>
          <property name="passRate" value="0.5"/>
          <property name="score" value="0.5"/>
          <property name="brier" value="0.1874"/>
          <property name="newlyFailing" value="2"/>
          <property name="fixed" value="1"/>
          <property name="change" value="insufficient-data"/>
        </properties>
        <testcase classname="ticket triage" name="late" file="examples/ticket-triage/tickets.jsonl" line="1"/>
        <testcase classname="ticket triage" name="locked" file="examples/ticket-triage/tickets.jsonl" line="2"/>
        <testcase classname="ticket triage" name="refund" file="examples/ticket-triage/tickets.jsonl" line="3">
          <failure message="queue: expected &quot;billing&quot;, got &quot;login&quot; (confidence 0.90)" type="wrong">input: {&quot;ticket&quot;:&quot;I want my money back, number 3&quot;}
    expected: {&quot;queue&quot;:&quot;billing&quot;}
    output: {&quot;queue&quot;:&quot;login&quot;}</failure>
        </testcase>
        <testcase classname="ticket triage" name="damaged" file="examples/ticket-triage/tickets.jsonl" line="5">
          <failure message="queue: expected &quot;shipping&quot;, got &quot;login&quot; (confidence 0.90)" type="wrong">input: {&quot;ticket&quot;:&quot;I want my money back, number 5&quot;}
    expected: {&quot;queue&quot;:&quot;shipping&quot;}
    output: {&quot;queue&quot;:&quot;login&quot;}</failure>
        </testcase>
        <testcase classname="ticket triage" name="cut" file="examples/ticket-triage/tickets.jsonl" line="8">
          <failure message="not valid JSON: {&quot;queue&quot;: &quot;bil" type="malformed">input: {&quot;ticket&quot;:&quot;I want my money back, number 8&quot;}
    expected: {&quot;queue&quot;:&quot;billing&quot;}
    output: &quot;{\\&quot;queue\\&quot;: \\&quot;bil&quot;</failure>
        </testcase>
        <testcase classname="ticket triage" name="double" file="examples/ticket-triage/tickets.jsonl" line="9"/>
        <testcase classname="ticket triage" name="asleep" file="examples/ticket-triage/tickets.jsonl" line="11">
          <error message="timeout: no answer in 60 s" type="timeout"/>
        </testcase>
        <testcase classname="ticket triage" name="later" file="examples/ticket-triage/tickets.jsonl" line="12">
          <skipped/>
        </testcase>
        <testcase classname="ticket triage" name="gate: passRate">
          <failure message="pass rate 0.50 is below 0.90 (3 of 6)" type="gate"/>
        </testcase>
        <testcase classname="ticket triage" name="gate: maxRegressions">
          <failure message="2 newly failing cases, 0 allowed" type="gate"/>
        </testcase>
        <testcase classname="ticket triage" name="gate: critical"/>
      </testsuite>
    </testsuites>
    "
  `)
})

test('trials stand with their rate and its interval, however the case ended', () => {
  const trials = {
    planned: 5,
    atLeast: 3,
    lost: 0,
    scores: {},
    results: [],
    interval: { low: 0.3, high: 0.95 },
  }
  const results = changedSuite.results.slice(0, 3).map((result, index) => ({
    ...result,
    ...(index === 0 ? { flaky: true as const } : {}),
    trials: { ...trials, passed: index === 0 ? 3 : 0, failed: index === 0 ? 1 : 3 },
  }))
  const xml = renderJunit({ ...ciRun, suites: [{ ...changedSuite, results }] })
  const said = readXml(xml)
    .children.flatMap(({ children }) => children)
    .flatMap(({ children }) => children)
    .flatMap(({ name, text }) => (name === 'system-out' ? [text] : []))
  expect(said).toEqual([
    'flaky: 3 of 4 trials passed, 3 must (30% to 95%)',
    '0 of 3 trials passed, 3 must (30% to 95%)',
    '0 of 3 trials passed, 3 must (30% to 95%)',
  ])
})

test('the numbers of a suite are those of its cases, and a failure that the gate allows is none', () => {
  const root = readXml(renderJunit(ciRun))
  const counts = root.children.map(({ attributes: { name, tests, failures, errors, skipped } }) => [
    name,
    tests,
    failures,
    errors,
    skipped,
  ])
  expect(counts).toEqual([
    ['ticket triage', '11', '5', '1', '1'],
    ['bare', '3', '0', '0', '1'],
    ['greeting', '11', '0', '0', '0'],
  ])
  expect(root.attributes).toMatchObject({ tests: '25', failures: '5', errors: '1', skipped: '2' })
})

test('what XML forbids is taken out of what it holds', () => {
  const suite = { ...changedSuite, name: 'a\x00\x1b[31m\u202e\uffff\ud800<&"\u{1f600}' }
  const [only] = readXml(renderJunit({ ...ciRun, suites: [suite] })).children
  expect(only?.attributes.name).toBe('a[31m<&"\u{1f600}')
})

test('errors that maxErrors allows are skipped, but not that of a critical row; more than allowed are errors', () => {
  const outcomes = (suite: SuiteReport) => {
    const [only] = readXml(renderJunit({ ...ciRun, suites: [suite] })).children
    const errored = only?.children.filter(({ attributes }) => attributes.name?.startsWith('asleep'))
    return [only?.attributes.errors, errored?.flatMap(({ children }) => children.map(({ name }) => name))]
  }
  const [asleep] = changedSuite.results.filter(({ verdict }) => verdict === 'error')
  if (!asleep) throw new Error('no error')
  const results = [...changedSuite.results, { ...asleep, id: 'asleep too', critical: true }]
  const metrics = { ...changedSuite.metrics, errored: 2 }
  expect(outcomes({ ...changedSuite, errorsAllowed: 1 })).toEqual(['0', ['skipped']])
  expect(outcomes({ ...changedSuite, results, metrics, errorsAllowed: 2 })).toEqual([
    '1',
    ['skipped', 'error'],
  ])
  expect(outcomes({ ...changedSuite, results, metrics, errorsAllowed: 1 })).toEqual(['2', ['error', 'error']])
})

test('a suite that fails by its budget alone has a failure, unless a part is enough', () => {
  const suite = { ...changedSuite, gate: { passed: true, reason: 'all hold' }, results: [] }
  const failures = (allowed: boolean) => {
    const root = readXml(renderJunit({ ...ciRun, suites: [{ ...suite, notAsked: { cases: 4, allowed } }] }))
    const tests = root.children.flatMap(({ children }) => children)
    const failing = tests.filter(({ children }) => children.some(({ name }) => name === 'failure'))
    return [root.attributes.failures, failing.map(({ attributes }) => attributes.name)]
  }
  expect(failures(false)).toEqual(['1', ['budget']])
  expect(failures(true)).toEqual(['0', []])
})
