import { hashValue } from '../../core/canonical-hash.ts'
import type { Case } from '../../core/case.ts'
import { questionOf } from '../../model/answers/question.ts'
import type { GenerateRequest, Message, ModelClient } from '../../model/client.ts'
import { askedModel } from '../../model/model-names.ts'

type Names = Pick<ModelClient, 'modelName'>

/** How often the same was asked before, where that is done on purpose. */
type Again = number | undefined

/** The hash of all that makes a model's answer: who is asked, what, and with which settings. */
export function generateKey(request: GenerateRequest, names: Names, again: Again): string {
  const { role } = request
  return hashValue({
    kind: 'generate',
    role,
    model: askedModel(request, names),
    ...questionOf(request),
    again,
  })
}

export function embedKey(text: string, names: Names): string {
  return hashValue({ kind: 'embed', model: names.modelName('embedder'), text })
}

/** For the suite's own target, which sees the row beside the messages. */
export function functionKey(messages: readonly Message[], item: Case, again: Again): string {
  const { at: _, ...row } = item
  return hashValue({ kind: 'function', messages, row, again })
}
