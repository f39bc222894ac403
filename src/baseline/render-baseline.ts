import type { Baseline } from '../core/baseline.ts'
import { compareText } from '../core/compare-text.ts'
import { printableJson } from '../core/printable-json.ts'
import type { TopicHistory } from '../core/topic-history.ts'

/** A baseline as its file holds it: a line for each case, in the order of the ids, so that a change shows as what it is. */
export function renderBaseline({ schema, suite, prompt, cases, history }: Baseline): string {
  const members = [
    member('schema', printableJson(schema)),
    member('suite', printableJson(suite)),
    ...(prompt ? [member('prompt', spaced({ file: prompt.file, hash: prompt.hash }))] : []),
    member('cases', block(caseLines(cases))),
    ...(history ? [member('history', block(historyLines(history)))] : []),
  ]
  return `${block(members, '')}\n`
}

function caseLines(cases: Baseline['cases']): string[] {
  return Object.entries(cases)
    .sort(([a], [b]) => compareText(a, b))
    .map(([id, { verdict, score, confidence }]) =>
      member(id, spaced({ verdict, score, ...(confidence === undefined ? {} : { confidence }) })),
    )
}

function member(key: string, value: string): string {
  return `${printableJson(key)}: ${value}`
}

/** An object on one line: `{ "verdict": "passed", "score": 1 }`. */
function spaced(values: Readonly<Record<string, unknown>>): string {
  return `{ ${Object.entries(values)
    .map(([key, value]) => member(key, printableJson(value)))
    .join(', ')} }`
}

function block(lines: readonly string[], indent = '  '): string {
  return lines.length === 0 ? '{}' : `{\n${lines.map((line) => `${indent}  ${line}`).join(',\n')}\n${indent}}`
}

/** A line for each member of a topic. */
function historyLines({ embedder, topics }: TopicHistory): string[] {
  const texts = topics.map((topic) =>
    block(
      Object.entries(topic).map(([key, value]) => member(key, printableJson(value))),
      '      ',
    ),
  )
  const list = texts.length === 0 ? '[]' : `[\n      ${texts.join(',\n      ')}\n    ]`
  return [member('embedder', printableJson(embedder)), member('topics', list)]
}
