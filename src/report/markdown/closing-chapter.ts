import { countNoun } from '../../core/count-noun.ts'
import type { RunReport, SuiteReport } from '../../core/run-report.ts'
import { addUsageByRole, type UsageByRole } from '../../core/usage.ts'
import { usageOfSuite } from '../../core/usage-of-suite.ts'
import { describeKeptAnswers } from '../describe-kept-answers.ts'
import { describeLogprobGaps } from '../describe-logprobs.ts'
import { describeUsage } from '../describe-usage.ts'
import { escapeMarkdown } from '../escape/escape-markdown.ts'
import { codeBlock, codeSpan } from '../escape/markdown-code.ts'
import { formatDollars } from '../format-number.ts'
import { tuneHint } from '../suite-outcome.ts'
import type { Chapter } from './section.ts'

const shownCommands = 5
const shownNotes = 5
/** More than there are roles come of a broken report only. */
const shownModels = 5

/** What to do about it, what a reader should know, and how it was run. */
export function closingChapter(report: RunReport): Chapter {
  return {
    sections: [
      { text: tuningHint(report.suites), rank: 2, kind: 'tuning hint' },
      { text: notes(report.suites), rank: 7, kind: 'notes' },
      { text: howItRan(report), rank: 0, kind: '' },
    ],
  }
}

function tuningHint(suites: readonly SuiteReport[]): string {
  const commands = [...new Set(suites.flatMap((suite) => tuneHint(suite) ?? []))]
  if (commands.length === 0) return ''
  const lines = commands.length > shownCommands ? ['npx vitest --tune'] : commands
  return `To repair the ${commands.length === 1 ? 'prompt' : 'prompts'}:\n\n${codeBlock(lines, 'sh')}`
}

function notes(suites: readonly SuiteReport[]): string {
  const said = new Set(
    suites.flatMap(({ diagnosis, metrics }) => [
      ...(diagnosis?.notes ?? []),
      ...[describeLogprobGaps(metrics) ?? []].flat(),
    ]),
  )
  return [...said]
    .slice(0, shownNotes)
    .map((note) => `- ${escapeMarkdown(note, 400)}`)
    .join('\n')
}

function howItRan({ model, suites, report, budgetOver }: RunReport): string {
  const said = [
    describeModels(model),
    model.replayed ? 'replayed' : '',
    ...describeCalls(suites),
    ...describeReused(suites),
    ...describeCost(suites),
    ...describeBase(suites),
  ]
  if (budgetOver !== undefined) said.push(escapeMarkdown(budgetOver, 200))
  if (report === 'ids-only') said.push('inputs and outputs are left out')
  return `<sub>${said.filter((words) => words !== '').join(' · ')}</sub>`
}

function describeModels({ simulated, models }: RunReport['model']): string {
  if (simulated) return 'embedded model (simulated)'
  const roles = Map.groupBy(Object.entries(models), ([, name]) => name)
  return [...roles]
    .slice(0, shownModels)
    .flatMap(([name, entries]) => {
      const shown = codeSpan(name, 100)
      const playing = entries
        .slice(0, shownModels)
        .map(([role]) => escapeMarkdown(role, 20))
        .join(', ')
      return shown === '' ? [] : [roles.size === 1 ? shown : `${shown} (${playing})`]
    })
    .join(', ')
}

function describeCalls(suites: readonly SuiteReport[]): string[] {
  const all = suites.reduce<UsageByRole>((sum, suite) => addUsageByRole(sum, usageOfSuite(suite)), {})
  const saved = suites.flatMap(({ savedDollars }) => (savedDollars === undefined ? [] : [savedDollars]))
  const dollars = saved.reduce<number | null>(
    (sum, more) => (sum === null || more === null ? null : sum + more),
    0,
  )
  return [
    ...[describeUsage(all) ?? []].flat(),
    ...describeKeptAnswers(all, saved.length > 0 ? dollars : undefined),
  ]
}

function describeReused(suites: readonly SuiteReport[]): string[] {
  const reused = suites.reduce((sum, { diagnosis }) => sum + (diagnosis?.cost.reused ?? 0), 0)
  return reused === 0 ? [] : [`${countNoun(reused, 'critique')} reused`]
}

/** With what the suites were compared, and which cases are on one side only. */
function describeBase(suites: readonly SuiteReport[]): string[] {
  const compared = suites.flatMap(({ baseline }) => (baseline ? [baseline] : []))
  const [first, ...others] = new Set(compared.map(({ source }) => source))
  if (first === undefined) return []
  const added = compared.reduce((sum, one) => sum + one.added.length, 0)
  const removed = compared.reduce((sum, one) => sum + one.removed.length, 0)
  return [
    `compared with ${others.length === 0 ? codeSpan(first, 200) : countNoun(others.length + 1, 'baseline')}`,
    ...(added > 0 ? [countNoun(added, 'new case')] : []),
    ...(removed > 0 ? [countNoun(removed, 'removed case')] : []),
  ]
}

/** Nothing is said of money where no price was given at all. */
function describeCost(suites: readonly SuiteReport[]): string[] {
  const costs = suites.map(({ dollars }) => dollars)
  if (!costs.some((cost) => typeof cost === 'number')) return []
  const known = costs.reduce<number>((sum, cost) => sum + (cost ?? 0), 0)
  const unknown = costs.filter((cost) => typeof cost !== 'number').length
  const rest = unknown > 0 ? `, and an unknown cost of ${countNoun(unknown, 'suite')}` : ''
  return [`${formatDollars(known)} US dollars${rest}`]
}
