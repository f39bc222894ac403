/** GitHub wants so long a pause where it does not say how long, in milliseconds. */
const unsaid = 60_000

/**
 * How long to wait when GitHub limits the rate, in milliseconds: by `Retry-After` (secondary limits) or by `x-ratelimit-reset`
 * (primary); `undefined` when it refuses for another reason.
 *
 * @param now milliseconds since 1970
 */
export function pauseFor({ status, headers }: Response, said: string, now: number): number | undefined {
  if (status !== 403 && status !== 429) return undefined
  const after = Number(headers.get('retry-after') ?? Number.NaN)
  if (Number.isFinite(after) && after >= 0) return after * 1_000
  if (headers.get('x-ratelimit-remaining') === '0') {
    const reset = Number(headers.get('x-ratelimit-reset') ?? Number.NaN)
    return Number.isFinite(reset) ? Math.max(0, reset * 1_000 - now) + 1_000 : unsaid
  }
  return status === 429 || /\brate limit\b/i.test(said) ? unsaid : undefined
}
