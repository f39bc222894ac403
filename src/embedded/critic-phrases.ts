import { contentWords } from './words.ts'

/** What the critic writes and the optimizer reads again: words of a label's cases, and what its guide makes of them. */
export interface Finding {
  readonly kind: 'lacks' | 'pulls'
  readonly expected: string
  readonly given: string
  readonly words: readonly string[]
}

const lacks = /The guide of "([^"]+)" lacks: ([^.]*)\.(?: Answered: "([^"]+)"\.)?/g
const pulls = /Words of "([^"]+)" cases in the guide of "([^"]+)": ([^.]*)\./g

export function writeFinding({ kind, expected, given, words }: Finding): string {
  const list = words.join(', ')
  return kind === 'lacks'
    ? `The guide of "${expected}" lacks: ${list}. Answered: "${given}".`
    : `Words of "${expected}" cases in the guide of "${given}": ${list}.`
}

const split = (list: string | undefined) => (list ?? '').split(', ').filter(Boolean)

/** Every finding that a text holds. */
export function readFindings(text: string): Finding[] {
  return [
    ...[...text.matchAll(lacks)].map(([, expected = '', list, given = '']) => ({
      kind: 'lacks' as const,
      expected,
      given,
      words: split(list),
    })),
    ...[...text.matchAll(pulls)].map(([, expected = '', given = '', list]) => ({
      kind: 'pulls' as const,
      expected,
      given,
      words: split(list),
    })),
  ]
}

/** Label and definition of each kind of finding. */
export const findingTopics = {
  lacks: (expected: string, given: string) => ({
    label: `${expected} wording not covered`,
    definition: `Cases of "${expected}" use words that the guide of "${expected}" lacks; the answer was "${given}".`,
  }),
  pulls: (expected: string, given: string) => ({
    label: `${given} guide draws others`,
    definition: `Words in the guide of "${given}" also occur in cases of "${expected}" and draw them to "${given}".`,
  }),
}

const shells = [
  writeFinding({ kind: 'lacks', expected: '', given: '', words: [] }),
  writeFinding({ kind: 'pulls', expected: '', given: '', words: [] }),
  ...Object.values(findingTopics).flatMap((topic) => Object.values(topic('', ''))),
  'The expected answer is wrong; the output gives instead.',
]

/** Stems of the critic's own turns of phrase, which say nothing about a case. */
export const criticStems: ReadonlySet<string> = new Set(shells.flatMap(contentWords).map(({ stem }) => stem))
