import type { RunReport, SuiteReport, UnloadedSuite } from '../../core/run-report.ts'
import { isUnjudged, suiteFails } from '../suite-outcome.ts'
import { changeWords, gateWords, oneSuiteWords } from './change-words.ts'
import type { Section } from './section.ts'
import { suiteTitle } from './suite-title.ts'

/** Reasons of more failing suites than these stand in the table only. */
const shownReasons = 5

/** The verdict as a GitHub alert: how many suites fail, what changed, and which gates say no. */
export function verdictSection({ suites, unloaded = [], model }: RunReport): Section {
  const failing = suites.filter(suiteFails)
  const [only, ...others] = suites
  const single = only !== undefined && others.length + unloaded.length === 0
  const lost = suites.length > 0 && unloaded.length > 0 ? [`${unloaded.length} could not be loaded`] : []
  const words = single ? oneSuiteWords(only) : [...lost, ...changeWords(suites)]
  const verdict = `**${headline(suites, failing, unloaded)}**${model.simulated ? ' (simulated)' : ''}`
  const lines = [
    `[!${unloaded.length > 0 ? 'CAUTION' : alertKind(suites, failing)}]`,
    words.length > 0 ? `${verdict}: ${words.join(single ? '; ' : ', ')}` : verdict,
    ...(single ? [] : reasons(failing)),
  ]
  return { text: lines.map((line) => `> ${line}`.trimEnd()).join('\n'), rank: 0, kind: 'verdict' }
}

function alertKind(suites: readonly SuiteReport[], failing: readonly SuiteReport[]): string {
  if (failing.length > 0) return 'CAUTION'
  const doubtful = suites.some((suite) => {
    const { metrics, baseline, partial } = suite
    const broken = baseline?.newlyFailing.length ?? 0
    return metrics.errored > 0 || broken > 0 || partial === true || isUnjudged(suite)
  })
  if (doubtful) return 'WARNING'
  return suites.length === 0 ? 'NOTE' : 'TIP'
}

function headline(
  suites: readonly SuiteReport[],
  failing: readonly SuiteReport[],
  unloaded: readonly UnloadedSuite[],
): string {
  const [only] = suites
  const all = suites.length + unloaded.length
  const bad = failing.length + unloaded.length
  if (!only && unloaded[0] && all === 1) return `${suiteTitle(unloaded[0])} could not be loaded`
  if (!only) return all === 0 ? 'No prompt suite ran' : `None of ${all} prompt suites could be loaded`
  if (all === 1) return `${suiteTitle(only)} ${failing.length === 1 ? 'fails' : 'passes'}`
  if (bad === 0) return `All ${all} prompt suites pass`
  return `${bad} of ${all} prompt suites ${bad === 1 ? 'fails' : 'fail'}`
}

/** Why suites fail, where a gate says so: one that holds is no reason. */
function reasons(failing: readonly SuiteReport[]): string[] {
  const said = failing.flatMap((suite) => {
    const [why] = suite.gate?.passed === false ? gateWords(suite) : []
    return why === undefined ? [] : [`- ${suiteTitle(suite)}: ${why}`]
  })
  return said.length === 0 ? [] : ['', ...said.slice(0, shownReasons)]
}
