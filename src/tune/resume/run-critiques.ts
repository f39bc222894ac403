import { hashValue } from '../../core/canonical-hash.ts'
import { messageOf } from '../../core/errors.ts'
import { noUsage } from '../../core/usage.ts'
import type { CritiqueStore } from '../../diagnosis/critiques/critique-store.ts'
import type { CallLog } from './call-log.ts'

/** A store whose `save` returns at once: the report, and with it the next revision, should not wait for the disk. */
export interface RunCritiques extends CritiqueStore {
  /** When all is saved: why it could not be. */
  saved(): Promise<string | undefined>
}

interface Criticized {
  readonly iteration: number
  /** Of the revision that is criticized; `undefined` for the seed. */
  readonly revision: string | undefined
}

/**
 * The store of critiques as an iteration found it, though the same iteration may have stored some before the run was killed: those
 * are asked for again and answered from the log, so that a resumed run tells of the same cost as one that was not killed.
 *
 * What was said about a case under another prompt does not hold under a revision, also where the output is the same: the cause that
 * it names may be the very one that the revision has answered, and then another one is behind the failure.
 */
export function runCritiques(
  store: CritiqueStore,
  log: CallLog,
  { iteration, revision }: Criticized,
): RunCritiques {
  let saving: Promise<string | undefined> = Promise.resolve(undefined)
  const own = new Set<string>()
  const keyOf = (key: string) => (revision === undefined ? key : hashValue({ key, revision }))
  const markOf = (key: string) => hashValue({ kind: 'critique', key })
  return {
    async get(given) {
      const key = keyOf(given)
      const stored = log.find(markOf(key))?.answer
      const later = typeof stored === 'number' && stored >= iteration
      return later && !own.has(key) ? undefined : store.get(key)
    },
    put(given, critique) {
      const key = keyOf(given)
      const mark = markOf(key)
      if (!log.find(mark)) log.add({ key: mark, by: 'critic', usage: noUsage, answer: iteration })
      own.add(key)
      store.put(key, critique)
    },
    async save() {
      saving = store.save().then(
        () => undefined,
        (thrown: unknown) => `The critiques could not be kept for later runs (${messageOf(thrown)}).`,
      )
    },
    saved: () => saving,
  }
}
