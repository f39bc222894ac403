import { resolve } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { CaseResult } from '../../core/case-result.ts'
import { type ErrorCode, RetuneError, retuneError } from '../../core/errors.ts'
import { groupDigits } from '../../core/group-digits.ts'
import { isRecord, type JsonValue } from '../../core/json.ts'
import type { Redactor } from '../../core/redaction/create-redactor.ts'
import { describeFailure } from '../../report/describe-failure.ts'
import { escapeControl, escapeLines } from '../../report/escape-control.ts'
import { redactThrown } from './redact-thrown.ts'

/** The error that fails a case's test. Its stack is the row's place alone, so that Vitest prints a clickable `tickets.jsonl:12:1`. */
export function caseFailure(result: CaseResult, root: string): Error {
  const failure = placed(describeFailure(result), 'PromptCaseError', result.at, root)
  if (result.verdict === 'failed' && result.expected !== undefined && result.output !== undefined) {
    const actual = alike(result.output, result.expected)
    // Where a judge or a scorer of the suite's own fails what equals `expected`, a diff would only say that nothing differs.
    if (!isDeepStrictEqual(actual, result.expected))
      Object.assign(failure, { expected: result.expected, actual, showDiff: true })
  }
  return failure
}

/** The error that fails the one test of many cases, at the row of the first one that failed. */
export function casesFailure(first: CaseResult, count: number, root: string): Error {
  const others = count === 1 ? '' : `, and ${groupDigits(count - 1)} more`
  return placed(
    `${escapeControl(first.id)}: ${describeFailure(first)}${others}`,
    'PromptCaseError',
    first.at,
    root,
  )
}

/** What is wrong with a dataset without words that may quote its rows. */
export function withoutQuotes(thrown: unknown): unknown {
  return thrown instanceof RetuneError && quoting.has(thrown.code)
    ? retuneError('DATASET_UNTOLD', { code: thrown.code }, { at: thrown.at })
    : thrown
}

const quoting: ReadonlySet<string> = new Set([
  'DATASET_BAD_SYNTAX',
  'DATASET_BAD_ROWS',
  'DATASET_SCHEMA_FAILED',
  'DATASET_LOADER_FAILED',
] satisfies ErrorCode[])

/** The error that fails a suite which could not be loaded, with the place that is at fault as its stack. */
export function suiteFailure(thrown: unknown, root: string, redactor: Redactor): unknown {
  return thrown instanceof RetuneError
    ? placed(escapeLines(redactor.text(thrown.message)), thrown.name, thrown.at, root)
    : redactThrown(thrown, redactor)
}

/** The members of an output that the row says something about: the rest would only be noise in the diff. */
function alike(output: JsonValue, expected: JsonValue): JsonValue {
  if (!isRecord(output) || !isRecord(expected)) return output
  return Object.fromEntries(Object.entries(output).filter(([key]) => key in expected))
}

function placed(
  message: string,
  name: string,
  at: { readonly file: string; readonly line?: number | undefined } | undefined,
  root: string,
): Error {
  const error = withoutTrace(message)
  error.name = name
  if (!at) return Object.assign(error, { stack: `${name}: ${message}` })
  const file = resolve(root, at.file).replaceAll('\\', '/')
  const line = at.line ?? 1
  return Object.assign(error, {
    stack: `${name}: ${message}\n    at ${file}:${line}:1`,
    // Vitest would read the whole dataset for each failing case, in search of a source map, if the frames were not parsed yet.
    stacks: [{ file, line, column: 1, method: '' }],
  })
}

/** Vitest has every trace taken long and mapped, which costs more than all the rest of a failing case. */
function withoutTrace(message: string): Error {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0
  try {
    return new Error(message)
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}
