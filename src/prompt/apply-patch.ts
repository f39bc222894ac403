import { retuneError } from '../core/errors.ts'
import { parsePrompt } from './parse-prompt.ts'
import type { PromptFile } from './prompt-file.ts'
import { normaliseText } from './source-lines.ts'

/**
 * Puts new texts into sections and gives the new prompt, in memory. Every byte outside of those sections stays: byte order
 * mark, front matter, comments, markers, blank lines, line ends, trailing newline or none. New lines get the file's
 * line end; lines that stay keep theirs.
 *
 * @throws RetuneError `PROMPT_BAD_PATCH` when a section is unknown or not tunable, or when a text would not be read back
 * as it was given
 */
export function applyPatch(prompt: PromptFile, sections: Readonly<Record<string, string>>): PromptFile {
  const texts = new Map(Object.entries(sections).map(([name, text]) => [name, normaliseText(text)]))
  for (const name of texts.keys()) {
    const section = prompt.sections.find((each) => each.name === name)
    if (!section?.tunable) throw badPatch(prompt, `it may not rewrite a section "${name}".`)
  }
  const lineEnd = commonLineEnd(prompt.source)
  let source = ''
  let from = 0
  for (const { name, text, start, end } of prompt.sections) {
    const next = texts.get(name) ?? text
    source += prompt.source.slice(from, start) + rewrite(prompt.source.slice(start, end), next, lineEnd)
    from = end
  }
  const patched = parsePrompt(source + prompt.source.slice(from), prompt.path)
  const asMeant =
    patched.sections.length === prompt.sections.length &&
    prompt.sections.every(({ name, text }, index) => {
      const read = patched.sections[index]
      return read?.name === name && read.text === (texts.get(name) ?? text)
    })
  if (!asMeant) throw badPatch(prompt, 'a text in it would not be read back as it is written.')
  return patched
}

function badPatch(prompt: PromptFile, problem: string) {
  return retuneError('PROMPT_BAD_PATCH', { problem }, { at: { file: prompt.path } })
}

/** The line end that the file uses most; LF when it has none. */
function commonLineEnd(source: string): string {
  const counts = new Map([['\n', 0]])
  for (const [end] of source.matchAll(/\r\n|\n|\r/g)) counts.set(end, (counts.get(end) ?? 0) + 1)
  return [...counts].reduce((most, each) => (each[1] > most[1] ? each : most))[0]
}

/** Writes `next` over `old`; the equal lines at both ends keep their own line ends. */
function rewrite(old: string, next: string, lineEnd: string): string {
  const pieces = old.split(/(\r\n|\n|\r)/)
  const oldLines = pieces.filter((_, index) => index % 2 === 0)
  const oldEnds = pieces.filter((_, index) => index % 2 === 1)
  const lines = next.split('\n')
  const shared = Math.min(lines.length, oldLines.length)
  let head = 0
  while (head < shared && lines[head] === oldLines[head]) head++
  let tail = 0
  while (tail < shared - head && lines.at(-1 - tail) === oldLines.at(-1 - tail)) tail++
  const ends = lines.slice(1).map((_, index) => {
    const fromEnd = lines.length - 1 - index
    const kept = index < head ? oldEnds[index] : fromEnd < tail ? oldEnds.at(-fromEnd) : undefined
    return kept ?? lineEnd
  })
  return lines.map((line, index) => line + safeEnd(index)).join('')

  // A lone CR before an empty line that ends in LF would melt with it into one line end.
  function safeEnd(index: number): string {
    const end = ends[index] ?? ''
    return end === '\r' && lines[index + 1] === '' && ends[index + 1] === '\n' ? '\r\n' : end
  }
}
