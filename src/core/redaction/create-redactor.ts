import type { JsonValue } from '../json.ts'
import type { NoteSecret } from './note-secret.ts'
import { redactHeaders } from './redact-headers.ts'
import { redactJson, redactMembers } from './redact-json.ts'
import { redactNamed } from './redact-named.ts'
import { redactUrls } from './redact-urls.ts'
import { createValueRedaction } from './redact-values.ts'
import { redactShapes } from './secret-shapes.ts'
import { type Environment, formsOfSecrets, secretValues } from './secret-values.ts'

/** Takes secrets out of what is about to be written; what holds none comes back as it was. */
export interface Redactor {
  /** The text with `[redacted]` in the place of each secret. To redact it again changes nothing; JSON stays JSON. */
  text(text: string): string
  /** Data with each of its texts redacted. */
  json(value: JsonValue): JsonValue
  members(record: { [name: string]: JsonValue }): { [name: string]: JsonValue }
  /** The same, which tells what it takes out. */
  noting(note: NoteSecret): Redactor
}

export interface RedactorOptions {
  /** Default: `process.env`, read at once. */
  readonly env?: Environment
  /** Further secrets, such as keys that options hold. */
  readonly keys?: readonly string[]
}

/** A text that a secret was taken out of may show another one; so often at most. */
const mostPasses = 5

/** Anything that a name, an address or a private key is known by; all else is known by its form or its value. */
const sign = /pass|pwd|secret|token|key|auth|cookie|credential|sign|-u |:\/\/|:\\\/|[?&;#]/i

/**
 * Three layers: the exact values of environment variables that are named like secrets and of given keys; what stands behind names such
 * as `password`, `authorization` or `?api_key=`; and what has the form of a key. Linear in the length of the text.
 */
export function createRedactor({ env = process.env, keys = [] }: RedactorOptions = {}): Redactor {
  const redactValues = createValueRedaction(secretValues(env, keys))
  const once = (text: string, note: NoteSecret): string => {
    const plain = redactShapes(redactValues(text))
    return sign.test(plain) ? redactNamed(redactHeaders(redactUrls(plain, note), note), note) : plain
  }
  return redactorOf((given, note) => {
    let before = given
    for (let pass = 0; pass < mostPasses; pass++) {
      const after = once(before, note)
      if (after === before) break
      before = after
    }
    return before
  })
}

/** Takes out what a suite's own function says, also of long numbers, and then all that `redactor` does. */
export function redactBefore(redactor: Redactor, own: (text: string) => string): Redactor {
  return redactorOf((text, note) => redactor.noting(note).text(own(text)), { numbers: true })
}

/** Takes out these secrets, wherever they stand. */
export function redactExactly(secrets: Iterable<string>): Redactor {
  const redactValues = createValueRedaction(formsOfSecrets(secrets))
  return redactorOf(redactValues)
}

function redactorOf(
  redact: (text: string, note: NoteSecret) => string,
  { numbers = false, note = () => {} }: { readonly numbers?: boolean; readonly note?: NoteSecret } = {},
): Redactor {
  const redaction = { text: (text: string) => redact(text, note), numbers, note }
  return {
    text: redaction.text,
    json: (value) => redactJson(value, redaction),
    members: (record) => redactMembers(record, redaction),
    noting: (other) => redactorOf(redact, { numbers, note: other }),
  }
}
