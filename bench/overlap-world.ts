import type { Case, Split } from '../src/core/case.ts'

const words = 'invoice password parcel crash garden weather train school music bread'.split(' ')
/** As many rules of the words stand in the seed prompt; each revision adds one. */
const known = words.length / 2
export const revisions = words.length - known

const labelOf = (word: string) => `L${words.indexOf(word)}`
const withRules = (count: number) =>
  ['Sort the note.', ...words.slice(0, count).map((word) => `- ${word} means ${labelOf(word)}`)].join('\n')

export const seedPrompt = `---
model: target
tune: [system]
---
<!-- system -->
${withRules(known)}
<!-- user -->
{{note}}
`

export function casesOf(split: Split, count: number): Case[] {
  return Array.from({ length: count }, (_, index) => {
    const word = words[index % words.length] ?? ''
    return {
      id: `${split}-${index}`,
      input: { note: `Note ${split} ${index}: subject ${word}. Please tell me what happens next.` },
      expected: labelOf(word),
      split,
      tags: [],
      critical: false,
    }
  })
}

/** The target goes by the rules in its prompt; what it says without one differs from prompt to prompt. */
export function judgeNote(body: string): { label: string } {
  const rules = [...body.matchAll(/- (\w+) means (\w+)/g)]
  const [, subject] = /subject (\w+)/.exec(body) ?? []
  const [, , label = `unknown under ${rules.length} rules`] = rules.find(([, word]) => word === subject) ?? []
  return { label }
}

/** The optimizer adds one rule to the prompt that it is shown. */
export function nextPrompt(body: string) {
  const [prompt = ''] = /<prompt>.*?<\/prompt>/s.exec(body) ?? []
  const rules = [...prompt.matchAll(/- \w+ means/g)].length
  return {
    action: 'patch',
    sections: [{ name: 'system', text: withRules(rules + 1) }],
    rationale: 'A rule was missing.',
    reason: '',
  }
}
