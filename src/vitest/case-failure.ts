import { resolve } from 'node:path'
import type { CaseResult } from '../core/case-result.ts'
import { RetuneError } from '../core/errors.ts'
import { isRecord, type JsonValue } from '../core/json.ts'
import { describeFailure } from '../report/describe-failure.ts'

/**
 * The error that fails a case's test. Its stack is the row's place alone, so that Vitest prints a clickable `tickets.jsonl:12:1`
 * and reads no source map for it.
 */
export function caseFailure(result: CaseResult, root: string): Error {
  const failure = placed(describeFailure(result), 'PromptCaseError', result.at, root)
  if (result.verdict === 'failed' && result.expected !== undefined && result.output !== undefined) {
    const actual = alike(result.output, result.expected)
    Object.assign(failure, { expected: result.expected, actual, showDiff: true })
  }
  return failure
}

/** The error that fails a suite which could not be loaded, with the place that is at fault as its stack. */
export function suiteFailure(thrown: unknown, root: string): unknown {
  return thrown instanceof RetuneError ? placed(thrown.message, thrown.name, thrown.at, root) : thrown
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
  const error = new Error(message)
  error.name = name
  error.stack = `${name}: ${message}${at ? `\n    at ${resolve(root, at.file)}:${at.line ?? 1}:1` : ''}`
  return error
}
