import { isMap, isScalar, LineCounter, type ParsedNode, parseDocument } from 'yaml'
import { messageOf, retuneError } from '../core/errors.ts'
import { readOnce } from '../core/read-once.ts'
import { type PromptSettings, promptSettingsSchema, settingNames } from './prompt-settings.ts'
import type { SourceLine } from './source-lines.ts'

interface FrontMatter {
  readonly settings: PromptSettings
  /** The line of each top-level key. */
  readonly lineOf: ReadonlyMap<string, number>
  /** The lines after it. */
  readonly body: readonly SourceLine[]
}

/** Reads the YAML between `---` lines at the start of a file, if there is any. */
export function readFrontMatter(lines: readonly SourceLine[], path: string): FrontMatter {
  const isFence = (line: SourceLine | undefined) => line !== undefined && /^---[ \t]*$/.test(line.text)
  if (!isFence(lines[0]))
    return { settings: promptSettingsSchema.parse({}, readOnce), lineOf: new Map(), body: lines }
  const close = lines.findIndex((line, index) => index > 0 && isFence(line))
  if (close === -1) throw retuneError('PROMPT_OPEN_FRONT_MATTER', {}, { at: { file: path, line: 1 } })
  const yaml = lines.slice(1, close).map(({ text }) => text)
  return { ...readSettings(yaml.join('\n'), path), body: lines.slice(close + 1) }
}

/** `yaml` starts at line 2 of the file. */
function readSettings(yaml: string, path: string): Pick<FrontMatter, 'settings' | 'lineOf'> {
  const lineCounter = new LineCounter()
  const document = parseDocument(yaml, { lineCounter, prettyErrors: false })
  const lineAt = (offset: number) => ({ file: path, line: lineCounter.linePos(offset).line + 1 })
  const bad = (problem: string, offset: number, cause?: unknown) =>
    retuneError('PROMPT_BAD_YAML', { problem }, { at: lineAt(offset), cause })

  const [error] = document.errors
  if (error) throw bad(error.message, error.pos[0], error)
  const { contents } = document
  const lineOf = contents === null ? new Map<string, number>() : keyLines(contents, (at) => lineAt(at).line)
  if (lineOf === undefined) throw bad('it must be a list of "name: value" lines', 0)
  for (const [name, line] of lineOf) {
    if (settingNames.includes(name)) continue
    throw retuneError('PROMPT_UNKNOWN_SETTING', { name, known: settingNames }, { at: { file: path, line } })
  }
  return { settings: checkSettings(toData(), lineOf, path), lineOf }

  function toData(): unknown {
    try {
      return document.toJS() ?? {}
    } catch (cause) {
      throw bad(messageOf(cause), 0, cause)
    }
  }
}

function keyLines(contents: ParsedNode, lineAt: (offset: number) => number): Map<string, number> | undefined {
  if (!isMap(contents)) return undefined
  return new Map(
    contents.items.map(({ key }) => [String(isScalar(key) ? key.value : key), lineAt(key.range[0])]),
  )
}

function checkSettings(data: unknown, lineOf: ReadonlyMap<string, number>, path: string): PromptSettings {
  const checked = promptSettingsSchema.safeParse(data, readOnce)
  if (checked.success) return checked.data
  const [issue] = checked.error.issues
  const name = String(issue?.path[0] ?? '')
  const place = issue && issue.path.length > 1 ? `${issue.path.slice(1).join('.')}: ` : ''
  const problem = `${place}${(issue?.message ?? '').replace(/^Invalid input: /, '')}`
  throw retuneError('PROMPT_BAD_SETTING', { name, problem }, { at: { file: path, line: lineOf.get(name) } })
}
