import { labelKey, readFindings } from './read-findings.ts'

const defaultMost = 10

/** The value that occurs most often, on a tie the first. */
function mostCommon(values: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? ''
}

/** Topic extraction: findings whose labels have the same words are one topic, and the most common label and definition name it. */
export function nameTopics(message: string): string {
  const { findings, data } = readFindings(message)
  const most = typeof data.most === 'number' ? data.most : defaultMost
  const groups = new Map<string, typeof findings>()
  for (const finding of findings) {
    const key = labelKey(finding.label)
    groups.set(key, [...(groups.get(key) ?? []), finding])
  }
  const topics = [...groups.values()]
    .sort((a, b) => b.length - a.length)
    .slice(0, most)
    .map((group) => ({
      name: mostCommon(group.map(({ label }) => label)),
      definition: mostCommon(group.map(({ definition }) => definition)),
    }))
  return JSON.stringify({ topics })
}
