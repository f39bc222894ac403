import { retuneError } from '../core/errors.ts'
import type { Conversation, Turn } from './conversation.ts'
import { fillSchema, hasLabels } from './fill-schema.ts'
import { knownGuide } from './known-guide.ts'
import { promptLabels } from './prompt-labels.ts'
import { viewPrompt } from './prompt-view.ts'
import type { LabelSet } from './schema-labels.ts'
import { type Choice, scoreLabels } from './score-labels.ts'
import type { Certainty } from './token-logprobs.ts'

const mostWords = 8

/** Names the words that spoke for each label, the chosen one first. */
export function explainChoice(choice: Choice): string {
  const order = choice.labels.map((_label, index) => index)
  order.sort((a, b) => (choice.scores[b] ?? 0) - (choice.scores[a] ?? 0) || a - b)
  const told = [choice.best, ...order.filter((index) => index !== choice.best)]
    .filter((index) => (choice.matches[index]?.length ?? 0) > 0)
    .slice(0, 3)
    .map((index) => `${choice.matches[index]?.slice(0, mostWords).join(', ')} (${choice.labels[index]})`)
  return told.length === 0
    ? `No word of the guide occurs in the input; "${choice.labels[choice.best]}" is a guess.`
    : `Words of the guide in the input: ${told.join('; ')}.`
}

/** The labels that the instructions list, else those that the user's turns do. */
function listedLabels(turns: readonly Turn[]): string[] {
  const textOf = (...roles: readonly Turn['role'][]) =>
    turns.flatMap(({ role, text }) => (roles.includes(role) ? [text] : [])).join('\n\n')
  const listed = promptLabels(textOf('system', 'developer'))
  return listed.length > 0 ? listed : promptLabels(textOf('user'))
}

/** What the target answers, and how sure it is of what it chose. */
export interface Classified {
  readonly text: string
  readonly certainties: readonly Certainty[]
}

/** The target's answer: each choice of the schema made by the prompt's guide; without a schema, the bare label. */
export function classify({ turns, output }: Conversation): Classified {
  const choices = new Map<string, Choice>()
  const certainties: Certainty[] = []
  const chosen = (path: readonly string[], { confidence }: Choice) =>
    void certainties.push({ path, share: confidence })

  const choose = ({ labels, guide }: LabelSet): Choice => {
    const names = labels.map(String)
    const key = JSON.stringify(names)
    const made = choices.get(key)
    if (made) return made
    const view = viewPrompt(turns, names)
    const prompt = guide === '' ? view.prompt : `${view.prompt}\n${guide}`
    const choice = scoreLabels(knownGuide(prompt, names, view.shots).index, view.input)
    choices.set(key, choice)
    return choice
  }
  const first = () => choices.values().next().value

  if (output && hasLabels(output.schema)) {
    const value = fillSchema(output.schema, {
      choose,
      chosen,
      reason: () => [...choices.values()].map(explainChoice).join(' '),
      confidence: () => first()?.confidence ?? 0,
    })
    return { text: JSON.stringify(value), certainties }
  }
  const labels = listedLabels(turns)
  if (labels.length === 0)
    throw retuneError('EMBEDDED_CANNOT', { what: 'answer a request that names no labels' })
  const choice = choose({ labels, guide: '' })
  const text = labels[choice.best] ?? ''
  if (!output) return { text, certainties: [{ path: [], share: choice.confidence }] }
  const value = fillSchema(output.schema, {
    choose,
    chosen,
    reason: () => explainChoice(choice),
    confidence: () => choice.confidence,
    label: { text, choice },
  })
  return { text: JSON.stringify(value), certainties }
}
