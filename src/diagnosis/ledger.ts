import type { DiagnosisCost } from '../core/diagnosis.ts'
import { addUsage, isUsed, noUsage, type Usage, type UsageByRole } from '../core/usage.ts'

type Part = Exclude<keyof DiagnosisCost, 'reused'>

/** What a diagnosis takes and what its reader should know, gathered from its steps. */
export interface Ledger {
  spend(part: Part, usage: Usage): void
  note(...notes: readonly string[]): void
  cost(reused: number): DiagnosisCost
  usage(): UsageByRole
  notes(): string[]
}

export function openLedger(): Ledger {
  const spent: Record<Part, Usage> = {
    critiques: noUsage,
    embeddings: noUsage,
    topics: noUsage,
    assignments: noUsage,
  }
  const noted: string[] = []
  return {
    spend(part, usage) {
      spent[part] = addUsage(spent[part], usage)
    },
    note: (...notes) => void noted.push(...notes),
    cost: (reused) => ({ ...spent, reused }),
    usage() {
      const critic = [spent.topics, spent.assignments].reduce(addUsage, spent.critiques)
      return {
        ...(isUsed(critic) ? { critic } : {}),
        ...(isUsed(spent.embeddings) ? { embedder: spent.embeddings } : {}),
      }
    },
    notes: () => [...new Set(noted)],
  }
}
