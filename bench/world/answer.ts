import { z } from 'zod'
import { hashFraction } from '../../src/core/canonical-hash.ts'
import { createRandom, type Random } from '../../src/core/random.ts'
import { levels, mentions, type Trouble, type World } from './make-world.ts'
import type { Quirk } from './quirks.ts'
import { taggedJson, textOf, type WorldRequest } from './read-request.ts'

/** The target: right where the prompt leaves nothing open in the entry, but for slips and luck. */
export function answerEntry(world: World, request: WorldRequest) {
  const { options } = world
  const prompt = textOf(request, 'system')
  const entry = textOf(request, 'user')
  const right = world.levelOf(entry) ?? 'calm'
  const troubles = world.troubles(prompt, entry)
  const draw = hashFraction(`${options.seed} ${prompt} ${entry}`)
  const hopeless = hashFraction(`hopeless ${options.seed} ${entry}`) < options.hopeless
  const holds = !hopeless && (troubles.length === 0 ? draw >= options.slips : draw < options.luck)
  const others = levels.filter((level) => level !== right)
  const level = holds ? right : others[Math.floor(hashFraction(`other ${entry}`) * others.length)]
  if (!options.reasons) return { level }
  const [first] = troubles
  const stumble = first && !holds ? `The part about "${signOf(first)}" says so.` : 'It reads like that.'
  return { reasoning: stumble, level }
}

function signOf(trouble: Trouble): string {
  return 'sign' in trouble ? trouble.sign : trouble.misleading
}

const caseSchema = z.looseObject({
  prompt: z.array(z.looseObject({ role: z.string(), content: z.string() })),
  input: z.looseObject({ entry: z.string() }),
})

/** The critic: names one to three of the troubles, each time in other words, and now and then a wrong one. */
export function critique(world: World, request: WorldRequest) {
  const text = textOf(request, 'user')
  const { prompt, input } = taggedJson(text, 'case', caseSchema)
  const system = prompt.find(({ role }) => role === 'system')?.content ?? ''
  const random = createRandom(`critic ${world.options.seed} ${text}`)
  const troubles = random.shuffle(world.troubles(system, input.entry)).slice(0, 3)
  const named = troubles.filter((_, index) => index === 0 || random.next() < 0.7)
  const wrong = () => random.shuffle(world.quirks)[0]
  const found = named.map((trouble) => (random.next() < world.options.misread ? wrong() : trouble))
  const causes = found.length > 0 ? found : [wrong()]
  return {
    diagnoses: causes.flatMap((cause) => (cause ? [finding(cause, random)] : [])),
    confidence: 'unknown',
  }
}

const labels = ['does not understand', 'no rule for', 'stumbles over', 'misreads', 'blind to']
const reasons = [
  'The prompt says nothing about it',
  'Nothing tells the model what it means',
  'The model took it at face value',
  'The model passed over it',
]

function finding(cause: Trouble, random: Random) {
  const pick = (texts: readonly string[]) => random.shuffle(texts)[0] ?? ''
  if ('misleading' in cause) {
    return {
      label: pick(['follows a rule too far', 'rule applied where wrong', 'misled by the prompt']),
      definition: `The model goes by the instruction "${cause.misleading}" where it does not hold.`,
      why: `The instruction "${cause.misleading}" decided, and it is wrong for this entry.`,
      basis: cause.misleading,
    }
  }
  const { subject, sign } = cause
  return {
    label: `${pick(labels)} ${subject}`,
    definition: pick([
      `Entries with ${subject} are graded wrong, since the model does not know what they mean.`,
      `The level comes out wrong where an entry has ${subject}.`,
      `${subject[0]?.toUpperCase()}${subject.slice(1)} in the entry are not taken into account.`,
    ]),
    why: `${pick(reasons)}: the entry has ${subject}, and the level does not follow from the rest.`,
    basis: sign,
  }
}

const findingSchema = z.looseObject({ label: z.string(), definition: z.string(), why: z.string() })
type Finding = z.output<typeof findingSchema>
const topicsSchema = z.looseObject({ most: z.number(), findings: z.array(findingSchema) })

const sayNothing = [
  'unusual notation overlooked',
  'context of the entry ignored',
  'details missed',
  'entry read too literally',
  'meaning of signs unclear',
]

/** Topic extraction: a topic for each cause; of causes seen in few findings some get a name that says nothing. */
export function nameTopics(world: World, request: WorldRequest) {
  const text = textOf(request, 'user')
  const { most, findings } = taggedJson(text, 'findings', topicsSchema)
  const random = createRandom(`topics ${world.options.seed} ${text}`)
  const groups = new Map<Quirk | 'misled', Finding[]>()
  for (const one of findings) {
    const cause = causeOf(world, one)
    if (cause) groups.set(cause, [...(groups.get(cause) ?? []), one])
  }
  const vague = random.shuffle(sayNothing)
  const topics = [...groups]
    .sort(([, a], [, b]) => b.length - a.length)
    .slice(0, most)
    .map(([cause, members]) => {
      const unclear = members.length <= world.options.smallTopic && random.next() < 0.5
      const name = unclear ? vague.pop() : undefined
      if (name !== undefined) return { name, definition: 'The model does not see what is meant.' }
      if (cause === 'misled') return { name: 'rules that mislead', definition: members[0]?.definition ?? '' }
      return { name: `${cause.subject} misunderstood`, definition: members[0]?.definition ?? '' }
    })
  return { topics }
}

function causeOf(
  { quirks }: World,
  one: Pick<Finding, 'label' | 'definition'>,
): Quirk | 'misled' | undefined {
  if (/instruction "/.test(one.definition)) return 'misled'
  return quirks.find(({ stems }) => mentions(`${one.label} ${one.definition}`, stems))
}

const assignmentSchema = z.looseObject({
  topics: z.array(z.looseObject({ topic: z.number(), name: z.string(), definition: z.string() })),
  findings: z.array(findingSchema.extend({ diagnosis: z.number() })),
})

/** Files findings under the topic with the same cause. */
export function fileFindings(world: World, request: WorldRequest) {
  const { topics, findings } = taggedJson(textOf(request, 'user'), 'findings', assignmentSchema)
  const causes = topics.map(({ topic, name, definition }) => ({
    topic,
    cause: causeOf(world, { label: name, definition }),
  }))
  return {
    assignments: findings.map((one) => {
      const cause = causeOf(world, one)
      const topic = cause && causes.find((known) => known.cause === cause)?.topic
      return { diagnosis: one.diagnosis, topic: topic ?? -1 }
    }),
  }
}

const dimensions = 256

/** Counts of words and of their beginnings, so that texts that share words point the same way. */
export function embedText(text: string): number[] {
  const vector = new Array<number>(dimensions).fill(0)
  for (const word of text.toLowerCase().match(/[a-z]{3,}/g) ?? []) {
    for (const part of [word, word.slice(0, 5)]) {
      const slot = Math.floor(hashFraction(part) * dimensions)
      vector[slot] = (vector[slot] ?? 0) + 1
    }
  }
  const length = Math.hypot(...vector) || 1
  return vector.map((value) => value / length)
}
