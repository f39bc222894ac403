import { z } from 'zod'
import { createRandom, type Random } from '../../src/core/random.ts'
import { mentions, type World } from './make-world.ts'
import { harmfulLines, idleLines, type Quirk } from './quirks.ts'
import { textOf, type WorldRequest } from './read-request.ts'

const reportSchema = z.looseObject({
  prompt: z.looseObject({
    sections: z.array(z.looseObject({ name: z.string(), tunable: z.boolean(), text: z.string() })),
  }),
  topics: z.array(z.looseObject({ name: z.string(), definition: z.string() })),
})

type Topic = z.output<typeof reportSchema>['topics'][number]

/** The report as it came back from the tool, and the words before it, which are new in every step. */
function readReport({ messages }: WorldRequest) {
  const tool = messages.findLast(({ role }) => role === 'tool')
  return reportSchema.parse(JSON.parse(tool?.text ?? 'null'))
}

/**
 * The optimizer: a few edits in each revision, for the topics that the report names first. Some answer nothing, since the topic
 * says nothing, or since the edit is too vague, and some revisions do harm as well.
 */
export function revise(world: World, request: WorldRequest) {
  const { options } = world
  const { prompt, topics } = readReport(request)
  const section = prompt.sections.find(({ tunable }) => tunable)
  const told = request.messages.map(({ text }) => text).join('\n')
  const random = createRandom(`optimizer ${options.seed} ${told}`)
  let lines = (section?.text ?? '').split('\n')
  const rationale: string[] = []
  for (const topic of topics.slice(0, options.edits)) {
    lines = answerTopic(lines, topic, world, random)
    rationale.push(topic.name)
  }
  if (random.next() < options.harm) lines = doHarm(lines, world, random)
  if (lines.join('\n') === section?.text) {
    lines = [...lines, `- ${fresh(idleLines, lines, random) ?? `Bear all ${lines.length} lines in mind.`}`]
  }
  return {
    action: 'patch',
    sections: [{ name: section?.name ?? 'system', text: lines.join('\n') }],
    rationale: `Answers: ${rationale.join('; ') || 'nothing in particular'}.`,
    reason: '',
  }
}

function answerTopic(
  lines: readonly string[],
  { name, definition }: Topic,
  { quirks, options }: World,
  random: Random,
): string[] {
  const misleading = harmfulLines.find((line) => definition.includes(line))
  if (misleading !== undefined) return lines.filter((line) => !line.includes(misleading))
  const cause = quirks.find(({ stems }) => mentions(`${name} ${definition}`, stems))
  if (!cause || random.next() < options.vague) {
    const idle = fresh(idleLines, lines, random)
    return idle === undefined ? [...lines] : [...lines, `- ${idle}`]
  }
  return [...lines, `- ${ruleFor(cause, random)}`]
}

function ruleFor({ subject, remedy }: Quirk, random: Random): string {
  const forms = [
    `Where an entry has ${subject}, know that ${remedy}.`,
    `Look for ${subject}: ${remedy}.`,
    `As to ${subject}, ${remedy}.`,
  ]
  return random.shuffle(forms)[0] ?? subject
}

/** Drops a rule that did its work, or adds one that misleads. */
function doHarm(lines: readonly string[], { quirks }: World, random: Random): string[] {
  const rules = lines.flatMap((line, index) =>
    quirks.some(({ stems }) => mentions(line, stems)) ? [index] : [],
  )
  const dropped = random.shuffle(rules)[0]
  if (dropped !== undefined && random.next() < 0.5) return lines.filter((_, index) => index !== dropped)
  const added = fresh(harmfulLines, lines, random)
  return added === undefined ? [...lines] : [...lines, `- ${added}`]
}

function fresh(texts: readonly string[], lines: readonly string[], random: Random): string | undefined {
  return random.shuffle(texts.filter((text) => !lines.some((line) => line.includes(text))))[0]
}

/** What the call of the tool says. */
export function callArguments(request: WorldRequest): Record<string, string> {
  return { prompt: textOf(request, 'user').slice(0, 80) }
}
