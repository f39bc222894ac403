/** Group numbers without gaps, in order of first appearance; negative ones, which stand for no group, stay. */
export function renumber(groups: readonly number[]): number[] {
  const numbers = new Map<number, number>()
  return groups.map((group) => {
    if (group < 0) return group
    const number = numbers.get(group) ?? numbers.size
    numbers.set(group, number)
    return number
  })
}
