import { redactionMark } from './redaction-mark.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** Shorter ones are words. */
const least = 8

/** Words of a variable's name that say its value is secret, anywhere or at the end of a longer word (`OPENAIKEY`). */
const telling =
  /(?:^|_)(?:KEYS?|TOKENS?|SECRETS?|PASSWORDS?|PASSWD|PASSPHRASE|PASS|PWD|CREDENTIALS?|PAT|AUTH|JWT|DSN)(?:_|\d|$)|(?:KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIALS?)\d*$/
/** What such a variable is called when it tells something about a secret. */
const about =
  /^(?:OLD)?PWD$|_(?:NAME|FILE|PATH|DIR|TYPE|METHOD|HEADER|REGION|HOST|PORT|LIMIT|COUNT|ALG|ALGORITHM|LENGTH|SIZE|TTL|EXPIRES?|EXPIRY|VERSION|PROVIDER|ENDPOINT|SOCK|HOME|USER|USERNAME|MODE|ENABLED|PREFIX|FORMAT|LAYOUT|MAP|PARALLELISM)$|(?:^|_)(?:MAX|MIN|NUM)_|(?:^|_)(?:PUBLIC|PROJECT|CACHE|SORT|PARTITION|PRIMARY|FOREIGN)_KEY$|(?:MON|TUR|DON|HOC|JOC|WHIS)KEY/

const ordinary =
  /^(?:https?:\/\/[^\s@?]*|(?:~|\.{1,2}|[A-Za-z]:)?[\\/](?:[a-z]{2,20}|[A-Z][a-z]{2,20})(?:[\\/][^\\/\s]+)*[\\/]?|[x*.]+|true|false|disabled|enabled|required|optional|undefined|anonymous|development|production|placeholder|lm-studio|not-needed|no-key-required|not-required|dummy-key|test-key|embedded|x-api-key|optimization|optimizer|mechanical|malformed|improvement|appropriate|overconfident|underconfident|content-filter|already-passing|interrupted|iterations|prompt-retune)$/i

/**
 * The secrets that the environment and the options hold: values of variables that are named like one, and passwords in addresses.
 * Values that are words, numbers, paths or plain addresses are none, whatever their variable is called.
 */
export function secretValues(env: Environment, keys: readonly string[]): string[] {
  const found = new Set<string>()
  const add = (value: string) => found.add(value)
  for (const key of keys) add(key)
  for (const [given, value = ''] of Object.entries(env)) {
    if (value.length < least) continue
    for (const [, password = ''] of value.matchAll(/:\/\/[^\s/?#:@]*:([^\s/?#@]+)@/g)) add(decode(password))
    const name = given
      .replace(/([a-z])([A-Z])/g, '$1_$2')
      .replace(/[^A-Za-z0-9]+/g, '_')
      .toUpperCase()
    const numeric = /^\d+$/.test(value.trim())
    if (!telling.test(name) || about.test(name)) continue
    if (!numeric || /PASS|SECRET|PIN/.test(name)) add(value)
  }
  return formsOfSecrets(found)
}

/** Every form in which these secrets may be written, longest first; without those that are no secrets by what they say. */
export function formsOfSecrets(secrets: Iterable<string>): string[] {
  const found = new Set<string>()
  for (const given of secrets) {
    const secret = given.trim()
    if (secret.length < least || ordinary.test(secret) || redactionMark.includes(secret)) continue
    for (const form of formsOf(secret)) found.add(form)
  }
  return [...found].sort((a, b) => b.length - a.length)
}

/** As it is, as JSON (in JSON) and addresses write it, and the lines of one that has several. */
function formsOf(secret: string): string[] {
  const lines = secret.split(/\r?\n/)
  return [
    secret,
    ...[1, 2, 3].map((times) => quoted(secret, times)),
    encode(secret),
    ...(lines.length > 1 ? lines.map((line) => line.trim()).filter((line) => line.length >= 16) : []),
  ]
}

/** As it stands in JSON inside of JSON ... */
function quoted(text: string, times: number): string {
  return times === 0 ? text : quoted(JSON.stringify(text).slice(1, -1), times - 1)
}

function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed())
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
