import { isRecord, parseJson } from '../core/json.ts'
import { type Boldness, chooseEdits } from './choose-edits.ts'
import { lastText, type Turn } from './conversation.ts'
import { editGuide } from './edit-guide.ts'
import { gatherClaims } from './guide-claims.ts'
import { knownGuide } from './known-guide.ts'
import { findLabelLine } from './label-line.ts'
import { promptLabels } from './prompt-labels.ts'
import { type PromptSection, type Report, readReport, readSections } from './read-report.ts'
import { requiredJson, taggedJson } from './tagged-json.ts'
import { contentWords } from './words.ts'

interface Decision {
  action: 'patch' | 'stop'
  sections: { name: string; text: string }[]
  rationale: string
  reason: string
}

const mostWords = 12
const mostComplaints = 3
const formRule = 'Answer in exactly the requested form and nothing else.'
const formTopic = /malformed|empty output|cut short/i

const stop = (reason: string): Decision => ({ action: 'stop', sections: [], rationale: '', reason })

/** Smaller steps after the last one lowered the score and after every complaint; words that were complained of are barred. */
function boldness(reports: readonly Report[], complaints: readonly string[]): Boldness {
  const scores = reports.flatMap(({ score }) => (score === undefined ? [] : [score]))
  const fell = scores.length >= 2 && (scores.at(-1) ?? 0) < (scores.at(-2) ?? 0)
  const quoted = complaints.flatMap((text) => text.match(/["“`][^"”`]+["”`]/g) ?? [])
  return {
    words: Math.max(1, Math.floor((fell ? mostWords / 3 : mostWords) / 2 ** complaints.length)),
    barred: new Set(quoted.flatMap(contentWords).map(({ stem }) => stem)),
  }
}

/** The tunable section with the most label lines, else the first tunable one. */
function sectionToEdit(
  sections: readonly PromptSection[],
  labels: readonly string[],
): PromptSection | undefined {
  const tunable = sections.filter((section) => section.tunable)
  const held = tunable.map((section) => {
    const lines = section.text.split('\n')
    return labels.filter((label) => findLabelLine(lines, label, labels)).length
  })
  return tunable[Math.max(0, held.indexOf(Math.max(...held)))]
}

function decideOn(report: Report, sections: readonly PromptSection[], bold: Boldness): Decision {
  if (report.topics.length === 0) return stop('No failure topic is left.')
  const whole = sections.map(({ text }) => text).join('\n\n')
  const listed = promptLabels(whole)
  const claims = gatherClaims(report.topics, listed)
  const labels = [...new Set([...claims.labels, ...listed])]
  const section = sectionToEdit(sections, labels)
  if (!section) return stop('The prompt has no tunable section.')
  const edits = chooseEdits(claims, knownGuide(whole, labels).index, section.text.split('\n'), bold)
  const guided = editGuide(section.text, edits, labels)
  const needsForm = report.topics.some(({ name }) => formTopic.test(name)) && !whole.includes(formRule)
  const text = needsForm ? `${guided.trimEnd()}\n\n${formRule}` : guided
  if (text === section.text)
    return stop('The topics name no further word that tells one label from the others.')
  const told = [...edits].map(([label, { add, remove }]) => {
    const off = remove.length > 0 ? `, without ${remove.join(', ')}` : ''
    return `${label}: ${add.length > 0 ? add.join(', ') : 'no new word'}${off}`
  })
  const rationale = [
    ...(told.length > 0
      ? [`The guide now covers words that the failing cases of each label use (${told.join('; ')}).`]
      : []),
    ...(needsForm ? ['The prompt now asks for the exact form of the answer.'] : []),
  ].join(' ')
  return { action: 'patch', sections: [{ name: section.name, text }], rationale, reason: '' }
}

/** The optimizer: reads the last report and edits the guide, or stops. */
export function decide(turns: readonly Turn[]): string {
  const toolTurn = turns.findLastIndex(({ role }) => role === 'tool')
  const opening = turns.find(({ role, text }) => role === 'user' && text.includes('<prompt>'))?.text ?? ''
  const report = readReport(parseJson(lastText(turns, 'tool')))
  const asked = readSections(requiredJson(opening, 'prompt'))
  const memory = taggedJson(opening, 'memory')
  const earlier = Array.isArray(memory) ? memory.filter(isRecord).map(readReport) : []
  const refused = turns.findIndex(({ role }, index) => index > toolTurn && role === 'assistant')
  const complaints =
    refused < 0 ? [] : turns.slice(refused).flatMap(({ role, text }) => (role === 'user' ? [text] : []))
  const sections = report.sections.length > 0 ? report.sections : asked
  const decision =
    complaints.length > mostComplaints
      ? stop('The edits that the topics suggest were refused.')
      : decideOn(report, sections, boldness([...earlier, report], complaints))
  return JSON.stringify(decision)
}
