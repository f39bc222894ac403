import { type Redactor, redactBefore } from '../core/redaction/create-redactor.ts'
import { thrownPlace } from '../core/thrown-place.ts'

/** A suite's own function: gives the text without what must not be written, such as personal data. */
export type RedactFunction = (text: string) => string

/** The suite's function did not do its work. Its message holds nothing of the text, which stays unwritten. */
export class RedactFailure extends Error {
  override readonly name = 'RedactFailure'
}

/**
 * The function, checked: whatever goes wrong in it is a `RedactFailure` that says where. What it threw may quote the text, so that
 * only its kind and place are told.
 */
export function checkRedact(redact: RedactFunction): RedactFunction {
  return (text) => {
    let plain: unknown
    try {
      plain = redact(text)
    } catch (thrown) {
      throw new RedactFailure(`The suite's redact function threw ${describeThrown(thrown)}, so that`)
    }
    if (typeof plain === 'string') return plain
    const what = plain instanceof Promise ? 'a promise' : plain === null ? 'null' : typeof plain
    throw new RedactFailure(`The suite's redact function returned ${what} in place of a text, so that`)
  }
}

/** For what is no case's: a text that the function breaks at is withheld. */
export function withholding(redactor: Redactor, redact: RedactFunction): Redactor {
  const checked = checkRedact(redact)
  return redactBefore(redactor, (text) => {
    try {
      return checked(text)
    } catch (thrown) {
      if (thrown instanceof RedactFailure) return `${thrown.message} this text is withheld.`
      throw thrown
    }
  })
}

function describeThrown(thrown: unknown): string {
  if (!(thrown instanceof Error)) return `a ${typeof thrown}`
  const name = /^\w{1,40}$/.test(thrown.name) ? thrown.name : 'an error'
  const place = thrownPlace(thrown)
  return place === undefined ? name : `${name} at ${place}`
}
