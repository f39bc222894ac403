import type { ErrorKind } from '../../core/case-result.ts'
import { isUsed, type UsageByRole } from '../../core/usage.ts'
import type { ModelClient } from '../../model/client.ts'
import type { FreeText } from './free-text.ts'
import { keepsFacts } from './keeps-facts.ts'
import { mannerOf, paraphrasePrompt, paraphraseSchema } from './paraphrase-prompt.ts'

/** Characters of all texts of a case at most. */
const longest = 20_000
/** A restatement of another length than this share of the original, either way, says something else. */
const leastShare = 0.4

export type Paraphrase =
  | { readonly status: 'ok'; readonly texts: ReadonlyMap<string, string>; readonly usage: UsageByRole }
  | { readonly status: 'not-applicable' | 'refused'; readonly usage: UsageByRole }
  | { readonly status: 'error'; readonly kind: ErrorKind; readonly usage: UsageByRole }

/**
 * The texts by their paths, as the critic model restates them. One that lost a number, a name, an address or a quote is refused, and with it
 * the whole; so is an answer that is of no use.
 *
 * @param variant which of several restatements, from 1
 */
export async function paraphrase(
  texts: readonly FreeText[],
  variant: number,
  { model, signal }: { readonly model: ModelClient; readonly signal?: AbortSignal | undefined },
): Promise<Paraphrase> {
  const characters = texts.reduce((sum, { text }) => sum + text.length, 0)
  if (texts.length === 0 || characters > longest) return { status: 'not-applicable', usage: {} }
  const { manner, trial } = mannerOf(variant)
  const reply = await model.generate(
    {
      role: 'critic',
      messages: paraphrasePrompt(texts, manner),
      output: { name: 'paraphrase', schema: paraphraseSchema },
    },
    { signal, ...(trial === 0 ? {} : { trial }) },
  )
  const usage = isUsed(reply.usage) ? { critic: reply.usage } : {}
  if (reply.status === 'error') return { status: 'error', kind: reply.error.kind, usage }
  const parsed = reply.status === 'ok' ? paraphraseSchema.safeParse(reply.output).data : undefined
  const restated = new Map(parsed?.texts.map(({ name, text }) => [name, text]))
  const pairs = texts.map(({ path, text }) => ({ path, text, said: restated.get(path)?.trim() ?? '' }))
  if (!pairs.every(({ text, said }) => isLikeLength(text, said) && keepsFacts(text, said)))
    return { status: 'refused', usage }
  if (pairs.every(({ text, said }) => said === text.trim())) return { status: 'not-applicable', usage }
  return { status: 'ok', texts: new Map(pairs.map(({ path, said }) => [path, said])), usage }
}

function isLikeLength(text: string, said: string): boolean {
  const share = said.length / Math.max(1, text.trim().length)
  return share >= leastShare && share <= 1 / leastShare
}
