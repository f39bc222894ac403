import { retuneError } from '../core/errors.ts'
import { type Role, roles } from './prompt-file.ts'
import { readRoleMarker } from './role-marker.ts'
import { type SourceLine, trimBlankLines } from './source-lines.ts'

export interface SectionLines {
  readonly name: string
  readonly role: Role
  /** The line of the marker, or of the text where there is no marker. */
  readonly line: number
  readonly lines: readonly SourceLine[]
}

/** Cuts a prompt's body at its role markers; without any it is one `user` section. */
export function splitSections(body: readonly SourceLine[], path: string): SectionLines[] {
  const sections: SectionLines[] = []
  const before: SourceLine[] = []
  let current: SourceLine[] = before
  for (const line of body) {
    const marker = readRoleMarker(line.text)
    if (marker === undefined) {
      current.push(line)
      continue
    }
    const at = { file: path, line: line.number }
    if (marker.kind === 'unknown')
      throw retuneError('PROMPT_UNKNOWN_ROLE', { word: marker.word, roles }, { at })
    const twin = sections.find(({ name }) => name === marker.name)
    if (twin) throw retuneError('PROMPT_DUPLICATE_SECTION', { name: marker.name, first: twin.line }, { at })
    current = []
    sections.push({ name: marker.name, role: marker.role, line: line.number, lines: current })
  }
  const text = trimBlankLines(before)
  const first = text[0]
  if (sections.length === 0) {
    if (first === undefined) throw retuneError('PROMPT_EMPTY', {}, { at: { file: path } })
    return [{ name: 'user', role: 'user', line: first.number, lines: text }]
  }
  refuseTextBefore(before, path)
  return sections.map((section) => {
    const lines = trimBlankLines(section.lines)
    if (lines.length > 0) return { ...section, lines }
    throw retuneError(
      'PROMPT_EMPTY_SECTION',
      { name: section.name },
      { at: { file: path, line: section.line } },
    )
  })
}

/** Above the first marker only comments may stand. */
function refuseTextBefore(lines: readonly SourceLine[], path: string): void {
  const withoutComments = lines
    .map(({ text }) => text)
    .join('\n')
    .replace(/<!--[\s\S]*?-->/g, (comment) => comment.replace(/[^\n]/g, ' '))
  const index = withoutComments.split('\n').findIndex((text) => text.trim() !== '')
  const line = lines[index]
  if (line) throw retuneError('PROMPT_TEXT_BEFORE_ROLE', {}, { at: { file: path, line: line.number } })
}
