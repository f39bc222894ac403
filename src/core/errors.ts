import { baselineErrors } from './error-catalogue/baseline.ts'
import { batchErrors } from './error-catalogue/batch.ts'
import { cliErrors } from './error-catalogue/cli.ts'
import { datasetErrors } from './error-catalogue/dataset.ts'
import { embeddedErrors } from './error-catalogue/embedded.ts'
import { githubErrors } from './error-catalogue/github.ts'
import { modelErrors } from './error-catalogue/model.ts'
import { promptErrors } from './error-catalogue/prompt.ts'
import { reportErrors } from './error-catalogue/report.ts'
import { scorerErrors } from './error-catalogue/scorer.ts'
import { suiteErrors } from './error-catalogue/suite.ts'
import { tuneErrors } from './error-catalogue/tune.ts'
import { formatLocation } from './location.ts'

/** Every error that prompt-retune raises on purpose, by its stable code: what is wrong, and what to do. */
const catalogue = {
  ...promptErrors,
  ...datasetErrors,
  ...modelErrors,
  ...embeddedErrors,
  ...batchErrors,
  ...scorerErrors,
  ...suiteErrors,
  ...baselineErrors,
  ...tuneErrors,
  ...reportErrors,
  ...cliErrors,
  ...githubErrors,
}

export type ErrorCode = keyof typeof catalogue

type ErrorDetails<Code extends ErrorCode> = Parameters<(typeof catalogue)[Code]>[0]

const texts: { [Code in ErrorCode]: (details: ErrorDetails<Code>) => ErrorText } = catalogue

/** What a catalogue entry says. */
export interface ErrorText {
  readonly what: string
  readonly fix: string
}

interface ErrorContext {
  readonly at?: { readonly file: string; readonly line?: number | undefined } | undefined
  readonly cause?: unknown
}

/** An error with a stable `code`; the message reads `file:line: what is wrong. What to do.` */
export class RetuneError extends Error {
  override readonly name = 'RetuneError'
  readonly code: ErrorCode
  readonly at: ErrorContext['at']
  readonly fix: string

  constructor(code: ErrorCode, text: ErrorText, context: ErrorContext = {}) {
    const place = context.at ? `${formatLocation(context.at)}: ` : ''
    super(`${place}${text.what} ${text.fix}`, context.cause === undefined ? {} : { cause: context.cause })
    this.code = code
    this.at = context.at
    this.fix = text.fix
  }
}

/** Makes the catalogued error; the caller throws it: `throw retuneError('PROMPT_EMPTY', {}, { at })`. */
export function retuneError<Code extends ErrorCode>(
  code: Code,
  details: ErrorDetails<Code>,
  context: ErrorContext = {},
): RetuneError {
  return new RetuneError(code, texts[code](details), context)
}

/** The message of anything that was thrown, even of what has no text. */
export function messageOf(thrown: unknown): string {
  try {
    return String(thrown instanceof Error ? thrown.message : thrown)
  } catch {
    return `a value of type ${typeof thrown} that cannot be shown`
  }
}
