import { isRecord } from '../core/json.ts'
import { type Finding, labelKey, readFindings } from './read-findings.ts'
import { contentWords } from './words.ts'

/** The words of a label count as much as this many of the rest. */
const labelWeight = 3

interface Topic {
  readonly topic: number
  readonly key: string
  readonly stems: ReadonlySet<string>
}

const stemsOf = (text: string) => new Set(contentWords(text).map(({ stem }) => stem))

function readTopics(value: unknown): Topic[] {
  const topics = Array.isArray(value) ? value.filter(isRecord) : []
  return topics.map(({ topic, name, definition }, index) => ({
    topic: typeof topic === 'number' ? topic : index,
    key: labelKey(String(name)),
    stems: stemsOf(`${String(name)}. ${String(definition)}`),
  }))
}

/** The topic with the finding's own label, else the one that shares most words with it; -1 when none shares any. */
function topicOf({ label, definition }: Finding, topics: readonly Topic[]): number {
  const key = labelKey(label)
  const same = topics.find((topic) => topic.key === key)
  if (same) return same.topic
  const weights = new Map([...stemsOf(definition)].map((stem) => [stem, 1]))
  for (const stem of stemsOf(label)) weights.set(stem, labelWeight)
  const shared = topics.map(({ stems }) => {
    let sum = 0
    for (const [stem, weight] of weights) {
      const holders = topics.filter((topic) => topic.stems.has(stem)).length
      // A word of every topic tells none of them from the others.
      if (stems.has(stem) && (holders < topics.length || holders === 1)) sum += weight / holders
    }
    return sum
  })
  const best = Math.max(0, ...shared)
  return best === 0 ? -1 : (topics[shared.indexOf(best)]?.topic ?? -1)
}

/** Files each finding under one of the given topics, by words alone. */
export function fileFindings(message: string): string {
  const { findings, data } = readFindings(message)
  const topics = readTopics(data.topics)
  const assignments = findings.map((finding, diagnosis) => ({ diagnosis, topic: topicOf(finding, topics) }))
  return JSON.stringify({ assignments })
}
