/** How many cases may end as errors: `maxErrors` itself, or its share of the cases where it is below 1. */
export function errorsAllowed(maxErrors: number, cases: number): number {
  return maxErrors < 1 ? Math.floor(maxErrors * cases) : maxErrors
}
