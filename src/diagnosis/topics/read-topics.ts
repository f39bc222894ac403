import { diagnosisLabel } from '../critiques/diagnosis-label.ts'
import { cutMiddle } from '../cut-text.ts'
import { foldName } from './fold-name.ts'
import { topicsSchema } from './topics-prompt.ts'

/** A topic as a model named it. */
export interface NamedTopic {
  readonly name: string
  readonly definition: string
}

/** Names that say nothing: what belongs to no topic is counted apart. */
const catchAll =
  /^(?:others?|misc|miscellaneous|various|unclear|unknown|none|uncategorized)(?: (?:failures?|causes?|errors?|issues?|mistakes?|problems?|reasons?))?$/

/** At most `most` topics with bounded names, each name once; empty when the answer names none. */
export function readTopics(output: unknown, most: number): NamedTopic[] {
  const parsed = topicsSchema.safeParse(output)
  if (!parsed.success) return []
  const topics = new Map<string, NamedTopic>()
  for (const { name: written, definition } of parsed.data.topics) {
    const name = diagnosisLabel(written)
    if (name === undefined || topics.size === most) continue
    const key = foldName(name)
    if (catchAll.test(key) || topics.has(key)) continue
    topics.set(key, { name, definition: cutMiddle(definition.replace(/\s+/g, ' ').trim(), 400) })
  }
  return [...topics.values()]
}
