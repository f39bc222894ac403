/** What a server says of one of its limits. */
export interface RateSign {
  readonly limit?: number | undefined
  readonly remaining: number
  /** Milliseconds until it is whole again. */
  readonly reset: number
}

export interface RateSigns {
  readonly requests?: RateSign | undefined
  readonly tokens?: RateSign | undefined
}

/** Reads `x-ratelimit-{limit,remaining,reset}-{requests,tokens}`; `undefined` where a server sends none. */
export function readRateHeaders(headers: Headers, now: number): RateSigns | undefined {
  const requests = readSign(headers, 'requests', now)
  const tokens = readSign(headers, 'tokens', now)
  return requests || tokens ? { requests, tokens } : undefined
}

function readSign(headers: Headers, of: 'requests' | 'tokens', now: number): RateSign | undefined {
  const remaining = headers.get(`x-ratelimit-remaining-${of}`)
  if (remaining === null) return undefined
  const left = count(remaining)
  const reset = readReset(headers.get(`x-ratelimit-reset-${of}`) ?? '', now)
  if (left === undefined || reset === undefined) return undefined
  return { limit: count(headers.get(`x-ratelimit-limit-${of}`) ?? ''), remaining: left, reset }
}

function count(text: string): number | undefined {
  return /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : undefined
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** `6m0s`, `20ms`, seconds, seconds since 1970, or a date. */
function readReset(text: string, now: number): number | undefined {
  const trimmed = text.trim()
  const number = count(trimmed)
  if (number !== undefined) return number > 1e9 ? Math.max(0, number * 1_000 - now) : number * 1_000
  if (/^(\d+(\.\d+)?(ms|[smhd]))+$/.test(trimmed)) {
    const parts = [...trimmed.matchAll(/(\d+(?:\.\d+)?)(ms|[smhd])/g)]
    return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (units[unit ?? ''] ?? 0), 0)
  }
  const date = /^(\d{4}-|[A-Z][a-z]{2},)/.test(trimmed) ? Date.parse(trimmed) : Number.NaN
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}
