/** The forms of keys: OpenAI and its like, AWS, GitHub, Slack, Google, signed tokens, authorization headers. */
const keyForms =
  /\bsk-[\w-]{16,}|\bAKIA[0-9A-Z]{16}\b|\bgh[oprsu]_\w{30,}|\bgithub_pat_\w{30,}|\bxox[abprs]-[\w-]{10,}|\bAIza[\w-]{30,}|\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.|\bBearer [\w.~+/-]{20,}/

/** Shorter values are words rather than secrets. */
const leastSecret = 12

type Environment = Readonly<Record<string, string | undefined>>

/** Does a line of JSON hold what looks like a key, or the value of an environment variable that is named like one? */
export function createSecretCheck(env: Environment = process.env): (line: string) => boolean {
  const secrets = Object.entries(env).flatMap(([name, value]) =>
    value !== undefined && value.length >= leastSecret && /KEY|TOKEN|SECRET|PASSWORD|CREDENTIAL/i.test(name)
      ? [JSON.stringify(value).slice(1, -1)]
      : [],
  )
  return (line) => keyForms.test(line) || secrets.some((secret) => line.includes(secret))
}
