/** A p-value in words: `p = 0.039`, `p < 0.001`. */
export function describeP(p: number): string {
  return p < 0.001 ? 'p < 0.001' : `p = ${Number(p.toPrecision(2))}`
}
