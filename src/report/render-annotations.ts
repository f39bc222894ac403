import type { CaseResult } from '../core/case-result.ts'
import { countNoun } from '../core/count-noun.ts'
import type { Topic } from '../core/diagnosis.ts'
import type { Location } from '../core/location.ts'
import type { RunReport, SuiteReport, UnloadedSuite } from '../core/run-report.ts'
import { describeTopicChange, retainedTopics } from './describe-topic.ts'
import { type WorkflowCommand, workflowCommand } from './escape/workflow-command.ts'
import { formatPercent } from './format-number.ts'
import { type PlaceOptions, repositoryPath } from './place-link.ts'
import { describeNotAsked, suiteFails } from './suite-outcome.ts'

/** GitHub shows this many of each kind a step. */
const mostOfAKind = 10

/**
 * Annotations as GitHub workflow commands, one a line: an error for each suite that could not be loaded and each failing gate on its prompt file, then one for each failure
 * topic, largest first, on the dataset line of its first example; a warning where the suite passes all the same. No more than
 * GitHub shows, and a notice of what is missing; empty when there is nothing to say. No last newline.
 */
export function renderAnnotations(report: RunReport, { folder }: PlaceOptions = {}): string {
  const simulated = report.model.simulated ? ' [embedded model (simulated)]' : ''
  const told = [
    ...(report.unloaded ?? []).map((suite) => unloadedAnnotation(suite, folder)),
    ...report.suites.flatMap((suite) => gateAnnotation(suite, folder)),
    ...report.suites
      .flatMap((suite) => retainedTopics(suite).map((topic) => ({ suite, topic })))
      .sort((a, b) => b.topic.caseIds.length - a.topic.caseIds.length)
      .map(({ suite, topic }) => topicAnnotation(suite, topic, folder)),
  ]
  const shown = [...Map.groupBy(told, ({ name }) => name).values()].flatMap((kind) =>
    kind.slice(0, mostOfAKind),
  )
  return [...shown, ...noteRest(told.length - shown.length)]
    .map((command) => workflowCommand({ ...command, message: command.message + simulated }))
    .join('\n')
}

function unloadedAnnotation(
  { name, file, message }: UnloadedSuite,
  folder: string | undefined,
): WorkflowCommand {
  const properties = { ...placeOf({ file, line: 1 }, folder), title: `${name}: could not be loaded` }
  return { name: 'error', properties, message: message === '' ? 'the suite could not be loaded' : message }
}

function gateAnnotation(suite: SuiteReport, folder: string | undefined): WorkflowCommand[] {
  if (!suiteFails(suite)) return []
  const { gate, prompt, file, name, metrics, notAsked } = suite
  const broken = gate?.checks?.filter(({ passed }) => !passed).map(({ reason }) => reason) ?? []
  const why = !gate ? [countBad(metrics)] : gate.passed ? [] : broken.length > 0 ? broken : [gate.reason]
  const left = notAsked && !notAsked.allowed ? [describeNotAsked(notAsked.cases)] : []
  return [
    {
      name: 'error',
      properties: { ...placeOf({ file: prompt?.file ?? file, line: 1 }, folder), title: `${name}: gate` },
      message: [...why, ...left].filter((words) => words !== '').join('; '),
    },
  ]
}

function countBad({ failed, errored }: SuiteReport['metrics']): string {
  return [
    ...(failed > 0 ? [`${countNoun(failed, 'case')} failed`] : []),
    ...(errored > 0 ? [`${countNoun(errored, 'case')} could not be judged`] : []),
  ].join(', ')
}

function topicAnnotation(suite: SuiteReport, topic: Topic, folder: string | undefined): WorkflowCommand {
  const at = firstPlace(topic, suite.results) ?? { file: suite.prompt?.file ?? suite.file, line: 1 }
  const change = describeTopicChange(topic, suite)
  const cases = `${countNoun(new Set(topic.caseIds).size, 'case')}, ${formatPercent(topic.prevalence, 0)}`
  return {
    name: suiteFails(suite) ? 'error' : 'warning',
    properties: { ...placeOf(at, folder), title: `${suite.name}: ${topic.name}` },
    message: [`${topic.name} (${cases}${change ? `, ${change}` : ''})`, topic.definition]
      .filter((text) => text !== '')
      .join(': '),
  }
}

function firstPlace({ examples, caseIds }: Topic, results: readonly CaseResult[]): Location | undefined {
  const example = examples.find(({ at }) => at !== undefined)?.at
  const ids = new Set([...examples.map(({ caseId }) => caseId), ...caseIds])
  return example ?? results.find(({ id, at }) => at !== undefined && ids.has(id))?.at
}

/** A file outside of the repository is not named. */
function placeOf({ file, line }: Location, folder: string | undefined): Record<string, string | number> {
  const path = repositoryPath(file, folder)
  return path === undefined ? {} : { file: path, line }
}

function noteRest(rest: number): WorkflowCommand[] {
  const message = `${rest} more ${rest === 1 ? 'annotation stands' : 'annotations stand'} in the summary of the job`
  return rest > 0 ? [{ name: 'notice', properties: { title: 'prompt-retune' }, message }] : []
}
