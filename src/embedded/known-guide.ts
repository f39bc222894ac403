import { type GuideIndex, indexGuide } from './index-guide.ts'
import { createLabelPattern, type LabelPattern } from './label-pattern.ts'
import { type GuideReading, type GuideText, readGuide } from './read-guide.ts'
import { Recent } from './recent.ts'

/** An answered example inside a prompt. */
export interface Shot {
  readonly input: string
  readonly answer: string
}

export interface KnownGuide {
  readonly pattern: LabelPattern
  readonly reading: GuideReading
  readonly index: GuideIndex
}

const recent = new Recent<KnownGuide>(64)

function readShots(shots: readonly Shot[], pattern: LabelPattern): GuideText[] {
  return shots.flatMap(({ input, answer }) => {
    const mentioned = pattern.mentions(answer)
    const [first] = mentioned
    return first && mentioned.every(({ label }) => label === first.label)
      ? [{ label: first.label, text: input, kind: 'prose' as const }]
      : []
  })
}

/** The guide that a prompt holds for a set of labels; read once for each prompt. */
export function knownGuide(
  prompt: string,
  labels: readonly string[],
  shots: readonly Shot[] = [],
): KnownGuide {
  return recent.get(JSON.stringify([labels, prompt, shots]), () => {
    const pattern = createLabelPattern(labels)
    const read = readGuide(prompt, pattern)
    const reading = { ...read, texts: [...read.texts, ...readShots(shots, pattern)] }
    return { pattern, reading, index: indexGuide(reading, pattern) }
  })
}
