import type { CaseResult } from '../core/case-result.ts'
import type { RunReport, SuiteReport, UnloadedSuite } from '../core/run-report.ts'
import { valueLines } from './case-values.ts'
import { describeFailure } from './describe-failure.ts'
import { describeTrials, trialInterval } from './describe-trials.ts'
import { escapeXml } from './escape/escape-xml.ts'
import { describeNotAsked, errorsHold } from './suite-outcome.ts'

interface TestCase {
  readonly attributes: Attributes
  readonly outcome: 'passed' | 'failure' | 'error' | 'skipped'
  readonly type: string
  readonly message: string
  readonly body: readonly string[]
  /** What there is to say of it, however it ended. */
  readonly said?: string | undefined
}

type Attributes = Readonly<Record<string, string | number | undefined>>

/**
 * A run as JUnit XML: a `testsuite` for each prompt suite, a `testcase` for each case and each rule of a gate. As under Vitest, a
 * failed case that the gate lets pass is skipped with what went wrong, and so is an errored one that `maxErrors` allows. Metrics are
 * properties of the suites.
 */
export function renderJunit(report: RunReport): string {
  const suites = report.suites.map((suite) => ({ suite, tests: testCases(suite) }))
  const unloaded = (report.unloaded ?? []).map((suite) => ({ suite, tests: [unloadedTest(suite)] }))
  const all = [...suites, ...unloaded].flatMap(({ tests }) => tests)
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${writeAttributes({ name: 'prompt-retune', ...countOutcomes(all) })}>`,
    ...suites.flatMap(({ suite, tests }) => writeSuite(suite, tests, report)),
    ...unloaded.flatMap(({ suite: { name, file }, tests }) => [
      `  <testsuite${writeAttributes({ name, ...countOutcomes(tests), file })}>`,
      ...tests.flatMap(writeTest),
      '  </testsuite>',
    ]),
    '</testsuites>',
  ]
  return `${lines.join('\n')}\n`
}

function writeSuite(suite: SuiteReport, tests: readonly TestCase[], { model }: RunReport): string[] {
  const { metrics, prompt, baseline } = suite
  const properties: Attributes = {
    model: model.simulated ? 'embedded model (simulated)' : model.models.target,
    prompt: prompt?.file,
    passRate: metrics.passRate ?? undefined,
    score: metrics.score ?? undefined,
    brier: metrics.brier ?? undefined,
    ece: metrics.ece ?? undefined,
    brierLogprobs: metrics.logprobs?.brier ?? undefined,
    eceLogprobs: metrics.logprobs?.ece ?? undefined,
    newlyFailing: baseline?.newlyFailing.length,
    fixed: baseline?.fixed.length,
    change: baseline?.significance.verdict,
  }
  const written = Object.entries(properties).flatMap(([name, value]) =>
    value === undefined ? [] : [`      <property${writeAttributes({ name, value })}/>`],
  )
  return [
    `  <testsuite${writeAttributes({ name: suite.name, ...countOutcomes(tests), file: suite.file })}>`,
    '    <properties>',
    ...written,
    '    </properties>',
    ...tests.flatMap(writeTest),
    '  </testsuite>',
  ]
}

function testCases(suite: SuiteReport): TestCase[] {
  const allowed = { failed: suite.gate?.passed === true, error: errorsHold(suite) }
  const cases = suite.results.map((result) => caseTest(result, suite, allowed))
  return [...cases, ...gateTests(suite), ...budgetTests(suite)]
}

function caseTest(
  result: CaseResult,
  { name }: SuiteReport,
  allowed: { readonly failed: boolean; readonly error: boolean },
): TestCase {
  const { id, at, verdict, critical, kind = 'wrong', error } = result
  const attributes = { classname: name, name: id, file: at?.file, line: at?.line }
  const test = { attributes, type: '', message: '', body: [], said: trialsOf(result) }
  if (verdict === 'passed') return { ...test, outcome: 'passed' }
  if (verdict === 'skipped') return { ...test, outcome: 'skipped' }
  const message = describeFailure(result)
  if (verdict === 'error') {
    if (allowed.error && !critical)
      return { ...test, outcome: 'skipped', message: `not judged, which maxErrors allows: ${message}` }
    return { ...test, outcome: 'error', type: error?.kind ?? 'unknown', message }
  }
  if (allowed.failed)
    return { ...test, outcome: 'skipped', message: `failed, which the gate allows: ${message}` }
  return { ...test, outcome: 'failure', type: kind, message, body: valueLines(result) }
}

/** `flaky: 3 of 4 trials passed, 3 must (30% to 95%)` */
function trialsOf({ trials, flaky }: CaseResult): string | undefined {
  return trials && `${flaky ? 'flaky: ' : ''}${describeTrials(trials)}${trialInterval(trials)}`
}

/** A gate is a test like another, or one for each of its rules. */
function gateTests({ name, gate }: SuiteReport): TestCase[] {
  if (!gate) return []
  const checks = gate.checks?.map((check) => ({ ...check, name: `gate: ${check.name}` }))
  return (checks?.length ? checks : [{ ...gate, name: 'gate' }]).map((check) => ({
    attributes: { classname: name, name: check.name },
    outcome: check.passed ? 'passed' : 'failure',
    type: 'gate',
    message: check.passed ? '' : check.reason,
    body: [],
  }))
}

function unloadedTest({ name, message }: UnloadedSuite): TestCase {
  const said = message === '' ? 'could not be loaded' : message
  return {
    attributes: { classname: name, name: 'suite' },
    ...{ outcome: 'error', type: 'unloaded', message: said, body: [] },
  }
}

/** No case of its own fails for the cases that were left out. */
function budgetTests({ name, notAsked }: SuiteReport): TestCase[] {
  if (!notAsked || notAsked.allowed) return []
  const attributes = { classname: name, name: 'budget' }
  return [
    { attributes, outcome: 'failure', type: 'budget', message: describeNotAsked(notAsked.cases), body: [] },
  ]
}

function writeTest({ attributes, outcome, type, message, body, said }: TestCase): string[] {
  const open = `    <testcase${writeAttributes(attributes)}`
  const out = said === undefined ? [] : [`      <system-out>${escapeXml(said)}</system-out>`]
  if (outcome === 'passed')
    return said === undefined ? [`${open}/>`] : [`${open}>`, ...out, '    </testcase>']
  const given = writeAttributes({
    ...(message === '' ? {} : { message }),
    ...(outcome === 'skipped' ? {} : { type }),
  })
  const text = body.map((line) => escapeXml(line)).join('\n')
  const inner = text === '' ? `<${outcome}${given}/>` : `<${outcome}${given}>${text}</${outcome}>`
  return [`${open}>`, `      ${inner}`, ...out, '    </testcase>']
}

function writeAttributes(attributes: Attributes): string {
  return Object.entries(attributes)
    .map(([name, value]) => (value === undefined ? '' : ` ${name}="${escapeXml(String(value))}"`))
    .join('')
}

function countOutcomes(tests: readonly TestCase[]): Attributes {
  const count = (wanted: TestCase['outcome']) => tests.filter(({ outcome }) => outcome === wanted).length
  return {
    tests: tests.length,
    failures: count('failure'),
    errors: count('error'),
    skipped: count('skipped'),
  }
}
