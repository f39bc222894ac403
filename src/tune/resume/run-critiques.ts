import { hashValue } from '../../core/canonical-hash.ts'
import { noUsage } from '../../core/usage.ts'
import type { CritiqueStore } from '../../diagnosis/critique-store.ts'
import type { CallLog } from './call-log.ts'

/**
 * The store of critiques as an iteration found it, though the same iteration may have stored some before the run was killed: those
 * are asked for again and answered from the log, so that a resumed run tells of the same cost as one that was not killed.
 */
export function runCritiques(store: CritiqueStore, log: CallLog, iteration: number): CritiqueStore {
  const own = new Set<string>()
  const markOf = (key: string) => hashValue({ kind: 'critique', key })
  return {
    async get(key) {
      const stored = log.find(markOf(key))?.answer
      const later = typeof stored === 'number' && stored >= iteration
      return later && !own.has(key) ? undefined : store.get(key)
    },
    put(key, critique) {
      const mark = markOf(key)
      if (!log.find(mark)) log.add({ key: mark, by: 'critic', usage: noUsage, answer: iteration })
      own.add(key)
      store.put(key, critique)
    },
    save: () => store.save(),
  }
}
