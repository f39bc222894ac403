import { hashText } from '../core/canonical-hash.ts'
import { retuneError } from '../core/errors.ts'
import { readFrontMatter } from './front-matter.ts'
import { sectionVariables } from './placeholders.ts'
import type { PromptFile, Section } from './prompt-file.ts'
import type { PromptSettings } from './prompt-settings.ts'
import { sourceLines } from './source-lines.ts'
import { type SectionLines, splitSections } from './split-sections.ts'

/**
 * Parses the text of a `.prompt.md` file: an optional byte order mark, optional YAML front matter between `---` lines, and
 * sections that start at a line `<!-- role -->` or `<!-- role: label -->`. A file without markers is one `user` section.
 * `{{name}}` is the only template syntax; everything else is literal.
 *
 * @param path the file's name in messages
 * @throws RetuneError with file and line: `PROMPT_EMPTY`, `PROMPT_UNKNOWN_ROLE`, `PROMPT_DUPLICATE_SECTION`,
 * `PROMPT_UNCLOSED_PLACEHOLDER`, `PROMPT_BAD_YAML` and the other parse errors of the catalogue
 */
export function parsePrompt(source: string, path: string): PromptFile {
  const { settings, lineOf, body } = readFrontMatter(sourceLines(source), path)
  const sections = splitSections(body, path).map((part) => toSection(part, settings, path))
  const known = sections.map(({ name }) => name)
  for (const name of settings.tune ?? []) {
    if (known.includes(name)) continue
    const at = { file: path, line: lineOf.get('tune') }
    throw retuneError('PROMPT_UNKNOWN_TUNE_SECTION', { name, known }, { at })
  }
  return { path, source, hash: hashText(source), settings, sections }
}

function toSection(
  { name, role, line, lines }: SectionLines,
  settings: PromptSettings,
  path: string,
): Section {
  const text = lines.map((each) => each.text).join('\n')
  return {
    name,
    role,
    text,
    line,
    tunable: settings.tune?.includes(name) ?? true,
    variables: sectionVariables(text, path, lines[0]?.number ?? line),
    start: lines[0]?.start ?? 0,
    end: lines.at(-1)?.end ?? 0,
  }
}
