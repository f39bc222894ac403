import { list } from '../core/error-catalogue/suggest.ts'
import { messageOf } from '../core/errors.ts'
import { applyPatch } from './apply-patch.ts'
import { findPlaceholders } from './placeholders.ts'
import type { PromptFile, Section } from './prompt-file.ts'
import { readRoleMarker } from './role-marker.ts'
import { normaliseText } from './source-lines.ts'

/**
 * Says in words what is wrong with new section texts, to be told to the optimizer; empty when the patch is good.
 * A good patch names tunable sections only, changes something, keeps each section's set of placeholders and would be
 * read back from the file as it is.
 */
export function checkPatch(prompt: PromptFile, sections: Readonly<Record<string, string>>): string[] {
  const names = Object.keys(sections)
  const tunable = prompt.sections.filter((section) => section.tunable)
  const choice = `The sections that may be rewritten are: ${list(tunable.map(({ name }) => name))}.`
  if (names.length === 0) return [`The patch names no section. ${choice}`]

  const problems: string[] = []
  let changes = false
  for (const [name, given] of Object.entries(sections)) {
    const section = prompt.sections.find((each) => each.name === name)
    if (!section) problems.push(`There is no section "${name}". ${choice}`)
    else if (!section.tunable) problems.push(`The section "${name}" may not be rewritten. ${choice}`)
    else {
      const text = normaliseText(given)
      if (text !== section.text) changes = true
      problems.push(...checkText(section, text))
    }
  }
  if (problems.length > 0) return problems
  if (!changes) return ['The patch changes nothing: every text in it is the same as the current one.']
  try {
    applyPatch(prompt, sections)
    return []
  } catch (thrown) {
    return [`The patched file could not be read back: ${messageOf(thrown)}`]
  }
}

function checkText(section: Section, text: string): string[] {
  const here = `The new text of "${section.name}"`
  if (text === '') return [`${here} is empty.`]
  const problems: string[] = []
  if (!text.isWellFormed()) problems.push(`${here} holds half a character (a lone surrogate).`)
  const unseen = [...new Set(text.match(invisible))].filter((character) => !section.text.includes(character))
  if (unseen.length > 0) {
    problems.push(
      `${here} holds control characters (${list(unseen.map(codePoint))}): use visible text, spaces, tabs and line ends only.`,
    )
  }
  const placeholders = findPlaceholders(text)
  for (const { name } of placeholders.filter(({ closed }) => !closed)) {
    problems.push(`${here} opens {{${name} without closing it: write {{${name}}}.`)
  }
  const used = new Set(placeholders.filter(({ closed }) => closed).map(({ name }) => name))
  const show = (variables: readonly string[]) => list(variables.map((name) => `{{${name}}}`))
  const lost = section.variables.filter((name) => !used.has(name))
  if (lost.length > 0) problems.push(`${here} lost ${show(lost)}: keep every placeholder.`)
  const added = [...used].filter((name) => !section.variables.includes(name))
  if (added.length > 0) {
    problems.push(`${here} adds ${show(added)}: its placeholders are ${show(section.variables)} only.`)
  }
  const marker = text.split('\n').find((line) => readRoleMarker(line) !== undefined)
  if (marker !== undefined) {
    problems.push(`${here} holds the line "${marker.trim()}", which would start a new section.`)
  }
  return problems
}

/** Control characters other than tab and line end, and those that turn the direction of what follows. */
const invisible = /(?![\t\n])[\p{Cc}\u202A-\u202E]/gu

function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
}
