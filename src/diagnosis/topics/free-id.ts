import { hashValue } from '../../core/canonical-hash.ts'
import type { Topic } from '../../core/diagnosis.ts'

const length = 12

/** A short id made of what a topic is called and holds, other than all that are taken. */
export function freeId(
  { name, caseIds }: Pick<Topic, 'name' | 'caseIds'>,
  taken: ReadonlySet<string>,
): string {
  const content = { name, caseIds: [...caseIds].sort() }
  let id = hashValue(content, length)
  for (let attempt = 1; taken.has(id); attempt++) id = hashValue({ ...content, attempt }, length)
  return id
}
