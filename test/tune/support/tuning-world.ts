import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { z } from 'zod'
import type { Case, Split } from '../../../src/core/case.ts'
import { type TuneOptions, tuneOptionsSchema } from '../../../src/core/options.ts'
import { type JournalEvent, journalEventSchema } from '../../../src/tune/journal-event.ts'
import type { TuneEvent, TuneInput } from '../../../src/tune/tune-input.ts'
import { tunePrompt } from '../../../src/tune/tune-prompt.ts'
import { answerJson, callTool, embeddings, type Reply, startApiServer } from '../../support/api-server.ts'
import { casesOf, seedSource, worldInput } from './world-input.ts'

export { casesOf, seedSource }

/** The system section's text with these rules; the target knows a rule by its line "WORD means LABEL". */
export const withRules = (...rules: string[]) => ['Sort the note.', ...rules].join('\n')

const messageSchema = z.looseObject({ role: z.string(), content: z.unknown() })
const itemSchema = z.union([
  messageSchema,
  z.looseObject({ type: z.literal('function_call_output'), output: z.string() }),
  z.looseObject({ type: z.enum(['function_call', 'reasoning']) }),
])
const bodySchema = z.looseObject({
  messages: z.array(messageSchema).default([]),
  /** What the responses API has in place of messages; for embeddings, the texts. */
  input: z.array(itemSchema).default([]).catch([]),
  tool_choice: z.unknown().optional(),
  response_format: z.looseObject({ json_schema: z.looseObject({ name: z.string() }) }).optional(),
  text: z.looseObject({ format: z.looseObject({ name: z.string() }) }).optional(),
})

export type Asked = 'target' | 'critic' | 'topics' | 'assignment' | 'call' | 'decision' | 'embedder'

interface WorldRequest {
  readonly kind: Asked
  readonly messages: readonly { role: string; text: string }[]
  /** Counts the requests of this kind, from 0. */
  readonly index: number
  /** The whole body as text. */
  readonly body: string
}

export interface PatchScript {
  readonly patch: Record<string, string>
}
type Decided = PatchScript | { readonly stop: string } | Reply

export interface WorldOptions {
  /** The optimizer's decisions in order; the last one for ever. */
  readonly decisions?: readonly Decided[]
  /** Takes a request over. */
  readonly intercept?: (request: WorldRequest) => Reply | undefined | Promise<Reply | undefined>
  readonly cases?: Partial<Record<Split, readonly Case[]>>
  readonly source?: string
  readonly tune?: Partial<TuneOptions>
  readonly input?: Partial<TuneInput>
  /** Default `chat`. */
  readonly api?: 'responses' | 'chat'
  /** Calls in flight at most. Default 20. */
  readonly concurrency?: number
}

/**
 * A project with one prompt, and a server that plays all roles: a target that follows the rules in its prompt, a critic that
 * names the label that was missed, and a scripted optimizer.
 */
export async function startWorld(options: WorldOptions = {}) {
  const root = await mkdtemp(join(tmpdir(), 'tune-'))
  const promptFile = join(root, 'prompts', 'notes.prompt.md')
  await mkdir(join(root, 'prompts'))
  const source = options.source ?? seedSource
  await writeFile(promptFile, source)
  const requests: WorldRequest[] = []
  const counts = new Map<Asked, number>()

  const server = await startApiServer(async (raw) => {
    const body = bodySchema.parse(raw.body)
    const kind = raw.path === '/embeddings' ? 'embedder' : kindOf(body)
    const index = counts.get(kind) ?? 0
    counts.set(kind, index + 1)
    const messages = [...body.messages, ...body.input].map(readMessage)
    const request: WorldRequest = { kind, messages, index, body: JSON.stringify(raw.body) }
    requests.push(request)
    const taken = await options.intercept?.(request)
    if (taken) return taken
    switch (kind) {
      case 'embedder':
        return embeddings(raw)
      case 'target':
        return answerJson({ label: followRules(messages) })
      case 'critic':
        return answerJson(critique(messages.at(-1)?.text ?? ''))
      case 'topics':
        return answerJson(nameTopics(messages.at(-1)?.text ?? ''))
      case 'assignment':
        return answerJson({ assignments: [] })
      case 'call':
        return callTool('diagnose_prompt', { prompt: shownPrompt(messages) })
      case 'decision': {
        const decisions = options.decisions ?? [{ stop: 'done' }]
        return toReply(decisions[Math.min(index, decisions.length - 1)] ?? { stop: 'done' })
      }
    }
  })
  onTestFinished(async () => {
    await server.close()
    await rm(root, { recursive: true })
  })

  const events: TuneEvent[] = []
  const place = { root, promptFile, source, baseURL: server.baseURL, api: options.api }
  const plain = worldInput({ ...place, concurrency: options.concurrency })
  const input: TuneInput = {
    ...plain,
    cases: { ...plain.cases, ...options.cases },
    options: tuneOptionsSchema.parse(options.tune ?? {}),
    onEvent: (event) => events.push(event),
    ...options.input,
  }
  const run = join(root, '.prompt-retune', 'runs', 'notes', '0001')
  return {
    input,
    requests,
    events,
    baseURL: server.baseURL,
    promptFile,
    run,
    tune: (more: Partial<TuneInput> = {}) => tunePrompt({ ...input, ...more }),
    readPrompt: () => readFile(promptFile, 'utf8'),
    journal: () => readJournal(run),
    of: (kind: Asked) => requests.filter((request) => request.kind === kind),
  }
}

export type World = Awaited<ReturnType<typeof startWorld>>

/** Every line of the journal, each checked against the schema. */
export async function readJournal(run: string): Promise<JournalEvent[]> {
  const text = await readFile(join(run, 'journal.jsonl'), 'utf8')
  return text
    .trimEnd()
    .split('\n')
    .map((line) => journalEventSchema.parse(JSON.parse(line)))
}

/** The text of the first section that the optimizer is shown. */
export function shownPrompt(messages: WorldRequest['messages']): string {
  const block = /^<prompt>\n(.*)\n<\/prompt>$/m.exec(messages[1]?.text ?? '')?.[1]
  const { sections } = shownSchema.parse(JSON.parse(block ?? '{}'))
  return sections[0]?.text ?? ''
}

const shownSchema = z.object({ sections: z.array(z.object({ text: z.string() })).default([]) })

export const patchAnswer = (sections: Record<string, string>): Reply =>
  answerJson({
    action: 'patch',
    sections: Object.entries(sections).map(([name, text]) => ({ name, text })),
    rationale: 'It answers the topics.',
    reason: '',
  })

function toReply(decided: Decided): Reply {
  if ('patch' in decided) return patchAnswer(decided.patch)
  if ('stop' in decided)
    return answerJson({ action: 'stop', sections: [], rationale: '', reason: decided.stop })
  return decided
}

function readMessage(
  message: z.output<typeof itemSchema> | z.output<typeof messageSchema>,
): WorldRequest['messages'][number] {
  if ('output' in message && typeof message.output === 'string') return { role: 'tool', text: message.output }
  if (!('role' in message) || typeof message.role !== 'string')
    return { role: String(message.type), text: '' }
  const { role, content } = message
  return { role, text: typeof content === 'string' ? content : JSON.stringify(content ?? '') }
}

function kindOf(body: z.output<typeof bodySchema>): Asked {
  const name = body.response_format?.json_schema.name ?? body.text?.format.name
  if (name === 'critique') return 'critic'
  if (name === 'decision' || name === 'topics' || name === 'assignment') return name
  return body.tool_choice === 'required' ? 'call' : 'target'
}

/** The label that the rules in a target's messages give to the note. */
export function followRules(messages: readonly { role: string; text: string }[]): string {
  const rules = messages[0]?.text ?? ''
  const note = messages.at(-1)?.text ?? ''
  for (const [, word, label] of rules.matchAll(/^(\w+) means (\w+)$/gm)) {
    if (word && label && note.includes(word)) return label
  }
  return 'unknown'
}

function critique(text: string) {
  const expected = /"expected":"(\w+)"/.exec(text)?.[1] ?? 'nothing'
  return {
    diagnoses: [
      {
        label: `missed ${expected} notes`,
        definition: `Notes about ${expected} are not seen as ${expected}.`,
        why: `The prompt has no rule for ${expected}.`,
        basis: 'no rule',
      },
    ],
    confidence: 'unknown',
  }
}

/** A topic for each label of the findings. */
function nameTopics(text: string) {
  const labels = [...text.matchAll(/"label":"([^"]+)"/g)].map(([, label]) => label ?? '')
  return { topics: [...new Set(labels)].map((name) => ({ name, definition: `Findings of "${name}".` })) }
}
