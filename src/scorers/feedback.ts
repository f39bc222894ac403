/** Feedback is cut at this many characters. */
export const feedbackLength = 200

/** A text cut to `length` characters, without half a surrogate pair at its end. */
export function shorten(text: string, length: number): string {
  if (text.length <= length) return text
  return `${text.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}

/** A value as the feedback shows it: strings and structures as JSON, at most 80 characters. */
export function show(value: unknown): string {
  return shorten(plain(value), 80)
}

function plain(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'bigint' || value === undefined) return String(value)
  try {
    return JSON.stringify(value) ?? String(value)
  } catch {
    return String(value)
  }
}

/** `expected "billing", got "login"` */
export function mismatch(expected: unknown, actual: unknown): string {
  return shorten(
    `expected ${show(expected)}, got ${actual === undefined ? 'nothing' : show(actual)}`,
    feedbackLength,
  )
}
