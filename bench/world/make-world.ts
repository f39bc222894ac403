import { hashFraction } from '../../src/core/canonical-hash.ts'
import type { Case, Split } from '../../src/core/case.ts'
import { createRandom, type Random } from '../../src/core/random.ts'
import { harmfulLines, type Quirk, quirks } from './quirks.ts'

/** What makes one world differ from another; all shares are in [0, 1]. */
export interface WorldOptions {
  readonly seed: number
  /** Failure modes, of 24 that there are. */
  readonly modes: number
  /** Rows of each split. */
  readonly rows: Readonly<Record<Split, number>>
  /** Of the rows that carry some mode. Each carries every mode or not, independently of the others. */
  readonly failing: number
  /** How unequal the modes are: the nth is as frequent as 1 / n^skew. */
  readonly skew: number
  /** Of the rows that no prompt gets right. */
  readonly hopeless: number
  /** How often an answer is wrong, or right, for no reason. Another prompt, another draw. */
  readonly slips: number
  readonly luck: number
  /** Rules that one revision adds at most. */
  readonly edits: number
  /** Of the answers to a topic that are too vague to help, though the topic is clear. */
  readonly vague: number
  /** Of the revisions that do harm: they drop a rule, or add one that misleads. */
  readonly harm: number
  /** Of the entries that a misleading rule misleads on. */
  readonly harmReach: number
  /** Of the findings that name a wrong cause. */
  readonly misread: number
  /** Topics made of no more findings than this have a name that says nothing, half of the time. */
  readonly smallTopic: number
  /** Does the target give its reasoning beside the answer? */
  readonly reasons: boolean
}

export const usualWorld: WorldOptions = {
  seed: 1,
  modes: 14,
  rows: { optimization: 150, dev: 150, test: 150 },
  failing: 0.78,
  skew: 0.5,
  hopeless: 0.06,
  slips: 0.02,
  luck: 0.04,
  edits: 2,
  vague: 0.2,
  harm: 0.3,
  harmReach: 0.1,
  misread: 0.1,
  smallTopic: 2,
  reasons: true,
}

export const levels = ['calm', 'watch', 'warn', 'danger'] as const

/** One world: its rows, and what is true in it. */
export interface World {
  readonly options: WorldOptions
  readonly quirks: readonly Quirk[]
  readonly cases: Readonly<Record<Split, readonly Case[]>>
  /** The right level of an entry. */
  levelOf(entry: string): string | undefined
  /** What a prompt's text leaves wrong in an entry: quirks that it does not cover, and rules of it that mislead. */
  troubles(prompt: string, entry: string): Trouble[]
  /** The expected pass rate of a prompt's text on entries that nobody has seen. */
  quality(prompt: string): number
  /** The pass rate of the best prompt there could be. */
  readonly best: number
}

export type Trouble = Quirk | { readonly misleading: string }

/** Entries on which the quality of prompts is measured. */
const population = 4_000

export function makeWorld(options: WorldOptions): World {
  const random = createRandom(`world ${options.seed}`)
  const chosen = random.shuffle(quirks).slice(0, options.modes)
  const shares = frequencies(options, random)
  const known = new Map<string, string>()
  const writeEntry = (name: string) => {
    const signs = chosen.filter((_, index) => random.next() < (shares[index] ?? 0)).map(({ sign }) => sign)
    const text = `Log ${name}. ${random.shuffle(['Sea slight.', 'Watch kept.', ...signs]).join(' ')}`
    known.set(text, levels[random.integer(0, levels.length - 1)] ?? 'calm')
    return text
  }
  const rowsOf = (split: Split): Case[] =>
    Array.from({ length: options.rows[split] }, (_, index) => {
      const entry = writeEntry(`${split} ${index}`)
      const expected = { level: known.get(entry) ?? 'calm' }
      return { id: `${split}-${index}`, input: { entry }, expected, split, tags: [], critical: false }
    })
  const cases = { optimization: rowsOf('optimization'), dev: rowsOf('dev'), test: rowsOf('test') }
  const unseen = Array.from({ length: population }, (_, index) => writeEntry(`elsewhere ${index}`))

  const readings = new Map<string, Reading>()
  const readingOf = (prompt: string): Reading => {
    const reading = readings.get(prompt) ?? read(prompt, chosen)
    readings.set(prompt, reading)
    return reading
  }
  const troubles: World['troubles'] = (prompt, entry) => {
    const { open, misleading } = readingOf(prompt)
    return [
      ...open.filter(({ sign }) => entry.includes(sign)),
      ...misleading.filter((line) => hashFraction(`${line.misleading} ${entry}`) < options.harmReach),
    ]
  }
  const rate = (share: number) =>
    (1 - options.hopeless) * (share * (1 - options.slips) + (1 - share) * options.luck)
  return {
    options,
    quirks: chosen,
    cases,
    levelOf: (entry) => known.get(entry),
    troubles,
    quality: (prompt) =>
      rate(unseen.filter((entry) => troubles(prompt, entry).length === 0).length / unseen.length),
    best: rate(1),
  }
}

/** What a prompt's text leaves open, and where it misleads. */
interface Reading {
  readonly open: readonly Quirk[]
  readonly misleading: readonly { readonly misleading: string }[]
}

function read(prompt: string, chosen: readonly Quirk[]): Reading {
  const lines = prompt.toLowerCase().split('\n')
  return {
    open: chosen.filter(({ stems }) => !lines.some((line) => mentions(line, stems))),
    misleading: harmfulLines.filter((line) => prompt.includes(line)).map((misleading) => ({ misleading })),
  }
}

/** Does a text speak of a quirk? */
export function mentions(text: string, stems: Quirk['stems']): boolean {
  const plain = text.toLowerCase()
  return stems.every((stem) => plain.includes(stem))
}

/** Such that the wanted share of rows carries at least one mode. */
function frequencies({ modes, failing, skew }: WorldOptions, random: Random): number[] {
  const weights = Array.from(
    { length: modes },
    (_, index) => (index + 1) ** -skew * (0.8 + 0.4 * random.next()),
  )
  let [low, high] = [0, 1]
  for (let step = 0; step < 50; step++) {
    const middle = (low + high) / 2
    const free = weights.reduce((product, weight) => product * (1 - Math.min(0.6, weight * middle)), 1)
    if (1 - free > failing) high = middle
    else low = middle
  }
  return weights.map((weight) => Math.min(0.6, weight * low))
}
