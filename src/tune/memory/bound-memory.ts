import { embedJson } from '../../core/embed-json.ts'
import type { TuneOptions } from '../../core/options.ts'
import type { MemoryEntry } from './memory.ts'

/** What was taken out of one report for want of room: the accounts of single failures, all topics, or the whole of it. */
export interface Dropped {
  readonly iteration: number
  readonly what: 'examples' | 'topics' | 'report'
}

export interface BoundMemory {
  /** What the optimizer reads, oldest first. */
  readonly entries: readonly MemoryEntry[]
  /** Its size: characters / 4, rounded up. */
  readonly tokens: number
  /** Oldest first. */
  readonly dropped: readonly Dropped[]
}

const charactersPerToken = 4

/**
 * The reports that the memory mode lets through, cut to `memoryTokens`. The accounts of single failures go first, then the
 * topics, then whole reports, each from the oldest on, until the rest fits.
 */
export function boundMemory(
  reports: readonly MemoryEntry[],
  { memory, memoryReports, memoryTokens }: Pick<TuneOptions, 'memory' | 'memoryReports' | 'memoryTokens'>,
): BoundMemory {
  const kept: (MemoryEntry | undefined)[] = [...reports.slice(-shown(memory, memoryReports, reports.length))]
  const dropped = new Map<number, Dropped['what']>()
  let size = kept.reduce((sum, entry) => sum + sizeOf(entry), brackets)
  for (const { what, cut } of cuts) {
    for (const [index, entry] of kept.entries()) {
      if (size <= memoryTokens * charactersPerToken) break
      if (!entry) continue
      const rest = cut(entry)
      const saved = sizeOf(entry) - sizeOf(rest)
      if (saved === 0) continue
      size -= saved
      kept[index] = rest
      dropped.set(entry.iteration, what)
    }
  }
  const entries = kept.filter((entry) => entry !== undefined)
  return {
    entries,
    tokens: entries.length === 0 ? 0 : Math.ceil(size / charactersPerToken),
    dropped: [...dropped].map(([iteration, what]) => ({ iteration, what })),
  }
}

function shown(mode: TuneOptions['memory'], count: number, all: number): number {
  if (mode === 'last') return 1
  return mode === 'last-k' ? count : Math.max(1, all)
}

const cuts: readonly {
  readonly what: Dropped['what']
  readonly cut: (entry: MemoryEntry) => MemoryEntry | undefined
}[] = [
  {
    what: 'examples',
    cut: ({ topics, ...entry }) =>
      topics ? { ...entry, topics: topics.map(({ examples: _, ...topic }) => topic) } : entry,
  },
  { what: 'topics', cut: ({ topics: _, ...entry }) => entry },
  { what: 'report', cut: () => undefined },
]

/** An entry with the comma after it. */
function sizeOf(entry: MemoryEntry | undefined): number {
  return entry ? embedJson(entry).length + 1 : 0
}

/** The list's own, less the comma that the last entry has not. */
const brackets = 1
