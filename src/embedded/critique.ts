import { isRecord } from '../core/json.ts'
import { describeGap, describeOverlap } from './critic-phrases.ts'
import { findConfusion } from './find-confusion.ts'
import { knownGuide } from './known-guide.ts'
import { promptLabels } from './prompt-labels.ts'
import { scoreLabels } from './score-labels.ts'
import { stringLeaves } from './string-leaves.ts'
import { requiredJson } from './tagged-json.ts'
import { contentWords, uniqueWords, type Word } from './words.ts'

interface Diagnosis {
  label: string
  definition: string
  why: string
  basis: string
}

const mostWords = 20

/** Failures of form, by the kind that the case names. */
const formTopics: Record<string, Pick<Diagnosis, 'label' | 'definition'>> = {
  refusal: { label: 'answer refused', definition: 'The model declines to answer where an answer is due.' },
  length: {
    label: 'output cut short',
    definition: 'The answer is longer than the limit on output allows, and is cut.',
  },
  'content-filter': {
    label: 'output blocked by filter',
    definition: 'A content filter holds the answer back.',
  },
  empty: { label: 'empty output', definition: 'The model answers with nothing.' },
  malformed: {
    label: 'malformed output',
    definition: 'The output does not have the form that was asked for.',
  },
}

function judgeConfidence(confidence: unknown) {
  if (typeof confidence !== 'number') return 'unknown'
  return confidence >= 0.7 ? 'overconfident' : 'appropriate'
}

/** Words in alphabetical order, so that a list never repeats a passage of the case. */
function listed(words: readonly Word[]): string[] {
  return [...new Set(words.map(({ surface }) => surface))].sort().slice(0, mostWords)
}

function promptText(prompt: unknown): string {
  const turns = Array.isArray(prompt) ? prompt.filter(isRecord) : []
  return turns.map(({ content }) => (typeof content === 'string' ? content : '')).join('\n\n')
}

function confusionDiagnoses(details: Record<string, unknown>, expected: string, given: string): Diagnosis[] {
  const prompt = promptText(details.prompt)
  const labels = [...new Set([...promptLabels(prompt), expected, given])]
  const { index } = knownGuide(prompt, labels)
  const input = stringLeaves(details.input).join('\n')
  const held = index.stems[labels.indexOf(expected)]
  const lacking = listed(uniqueWords(contentWords(input)).filter(({ stem }) => !held?.has(stem)))
  const { matches } = scoreLabels(index, input)
  const drawing = [...new Set(matches[labels.indexOf(given)] ?? [])].sort().slice(0, mostWords)
  const finding = { expected, given, lacking, drawing }
  const basis =
    drawing.length === 0
      ? `No word of the case stands in the guide of "${given}" either.`
      : `The guide of "${given}" holds: ${drawing.join(', ')}.`
  const outscored = drawing.length > 1 && (matches[labels.indexOf(expected)] ?? []).length > 0
  return [describeGap(finding), ...(outscored ? [describeOverlap(finding)] : [])].map((told) => ({
    ...told,
    basis,
  }))
}

function otherDiagnosis(details: Record<string, unknown>): Diagnosis {
  const feedback = Array.isArray(details.feedback)
    ? details.feedback.filter((line) => typeof line === 'string')
    : []
  const said = feedback.join(' ')
  const output = typeof details.text === 'string' ? details.text : JSON.stringify(details.output ?? null)
  const basis = `The output was: ${output.slice(0, 200)}`
  const form = typeof details.kind === 'string' ? formTopics[details.kind] : undefined
  if (form) return { ...form, why: said || `The case failed as ${String(details.kind)}.`, basis }
  return {
    label: 'answer differs from expected',
    definition: 'The output is well formed, but it is not the expected answer.',
    why: said || `The output shares no decisive word with the expected answer.`,
    basis,
  }
}

/** The critic: names what the guide lacks for the expected label, and which of its words drew the case to another. */
export function critique(message: string): string {
  const details = requiredJson(message, 'case')
  const form = typeof details.kind === 'string' && details.kind in formTopics
  const confusion = form ? undefined : findConfusion(details.expected, details.output)
  const diagnoses = confusion
    ? confusionDiagnoses(details, confusion.expected, confusion.given)
    : [otherDiagnosis(details)]
  return JSON.stringify({ diagnoses, confidence: judgeConfidence(details.confidence) })
}
