import type { Member } from '../located-diagnosis.ts'
import type { NamedTopic } from './read-topics.ts'

/** Diagnoses that make a topic; `named` when a model said which one. */
export interface TopicGroup {
  readonly members: readonly Member[]
  readonly named?: NamedTopic | undefined
}

/** Every diagnosis once: in a group, or in none of them. */
export interface Grouping {
  readonly groups: readonly TopicGroup[]
  readonly other: readonly Member[]
  /** Are there as many groups as somebody asked for? Then none is lost to another of the same name. Default: no. */
  readonly fixed?: boolean
}
