import { instructionWords } from '../instruction-words.ts'
import type { LintRule } from '../lint-rule.ts'
import { type PromptLine, promptLines } from '../prompt-lines.ts'

/** Share of words that two instructions about one thing have in common (Jaccard). */
const alike = 0.7
const leastWords = 3
/** Lines compared with each other; longer prompts are looked at up to here. */
const mostLines = 1_000

const negations =
  /^(?:no|not|never|without|avoid|neither|nor|don['’]t|doesn['’]t|mustn['’]t|shouldn['’]t|can['’]t|cannot|won['’]t)$/
/** Words that only say how binding an instruction is. */
const force = /^(?:do|does|always|must|should|shall|will|can|may|please|ever|only|use)$/
const number = /^\d/

/**
 * Instructions of one role that read alike but for a negation ("always ..." and "never ...") or a number ("at most 50 words" and "at
 * most 100 words"). By words alone: it says that they look contradictory.
 */
export const contradictoryLines: LintRule = ({ prompt }) => {
  const lines = promptLines(prompt).slice(0, mostLines).map(readLine)
  return lines.flatMap((later, index) => {
    const earlier = lines.slice(0, index).find((other) => contradict(other, later))
    if (!earlier) return []
    return {
      severity: 'warning',
      message: `looks contradictory to line ${earlier.at.line}: "${quote(earlier.at.text)}"`,
      at: { file: prompt.path, line: later.at.line },
    }
  })
}

interface Reading {
  readonly at: PromptLine
  readonly negative: boolean
  readonly content: ReadonlySet<string>
  readonly numbers: readonly string[]
}

function readLine(at: PromptLine): Reading {
  const words = instructionWords(at.text)
  return {
    at,
    negative: words.filter((word) => negations.test(word)).length % 2 === 1,
    content: new Set(
      words.filter((word) => !negations.test(word) && !force.test(word) && !number.test(word)),
    ),
    numbers: words.filter((word) => number.test(word)),
  }
}

function contradict(a: Reading, b: Reading): boolean {
  if (a.at.section.role !== b.at.section.role || Math.min(a.content.size, b.content.size) < leastWords)
    return false
  const shared = [...a.content].filter((word) => b.content.has(word)).length
  const all = a.content.size + b.content.size - shared
  if (shared / all < alike) return false
  if (a.negative !== b.negative) return true
  // Numbered steps and examples differ in more than their numbers.
  return shared === all && a.numbers.length === 1 && b.numbers.length === 1 && a.numbers[0] !== b.numbers[0]
}

function quote(text: string): string {
  const plain = text.trim()
  return plain.length > 60 ? `${plain.slice(0, 57)}...` : plain
}
