import type { Member } from '../located-diagnosis.ts'
import { foldName } from './fold-name.ts'
import { nearestFirst } from './nearest-first.ts'
import type { TopicGroup } from './topic-group.ts'
import { topicName } from './topic-name.ts'

export interface NamedGroup {
  readonly name: string
  readonly definition?: string
  /** Nearest to the middle first: the first one is the medoid. */
  readonly members: readonly Member[]
}

interface NamingOptions {
  /** Of each group, the most telling first. */
  readonly terms: readonly (readonly string[])[]
  /** Are there as many groups as somebody asked for? Then those of the same name stay apart; else they become one. */
  readonly fixed: boolean
}

/** Names groups, each name once. Members come nearest to the middle first. */
export function nameGroups(groups: readonly TopicGroup[], { terms, fixed }: NamingOptions): NamedGroup[] {
  const byName = new Map<string, (NamedGroup & { readonly terms: readonly string[] })[]>()
  groups.forEach(({ members, named }, index) => {
    const own = terms[index] ?? []
    const name = named?.name ?? topicName(members, own)
    const key = foldName(name)
    const group = { name, ...(named ? { definition: named.definition } : {}), members, terms: own }
    byName.set(key, [...(byName.get(key) ?? []), group])
  })
  return [...byName.values()].flatMap((same) => {
    const [first] = same
    if (!first || same.length === 1) return same
    if (fixed) return same.map((group, place) => ({ ...group, name: nameApart(group, same.slice(0, place)) }))
    return { ...first, members: nearestFirst(same.flatMap(({ members }) => members)) }
  })
}

/** The name with the terms that none of the groups before has. */
function nameApart(
  { name, terms }: { readonly name: string; readonly terms: readonly string[] },
  before: readonly { readonly terms: readonly string[] }[],
): string {
  if (before.length === 0) return name
  const own = terms.filter((term) => !before.some((other) => other.terms.includes(term))).slice(0, 3)
  return own.length > 0 ? `${name}: ${own.join(', ')}` : `${name} (${before.length + 1})`
}
