import { list, sentence, suggest } from './suggest.ts'

type NoDetails = Record<string, never>

export const promptErrors = {
  PROMPT_MISSING_VARIABLE: ({
    name,
    given,
    row,
  }: {
    name: string
    given: readonly string[]
    row?: string | undefined
  }) => ({
    what: `the prompt uses {{${name}}}, but ${row === undefined ? 'this case' : `the case at ${row}`} gives no value for it.`,
    fix: `Add "${name}" to the row's input, or take the placeholder out; the row has: ${list(given)}.${suggest(name, given)}`,
  }),
  PROMPT_UNKNOWN_VARIABLE: ({ name, known }: { name: string; known: readonly string[] }) => ({
    what: `the prompt uses {{${name}}}, but no row of the dataset has it.`,
    fix: `Rename or remove the placeholder, or add "${name}" to the rows' input; the rows have: ${list(known)}.${suggest(name, known)}`,
  }),
  PROMPT_UNCLOSED_PLACEHOLDER: ({ name }: { name: string }) => ({
    what: `the placeholder {{${name} is not closed.`,
    fix: `Write {{${name}}}; a name holds letters, digits, "_" and "-" only. For literal braces put a space between them: "{ {".`,
  }),
  PROMPT_UNKNOWN_ROLE: ({ word, roles }: { word: string; roles: readonly string[] }) => ({
    what: `<!-- ${word} --> is not a role.`,
    fix: `Use ${list(roles)}; a comment of another kind needs two words or more.${suggest(word.split(':')[0] ?? word, roles)}`,
  }),
  PROMPT_DUPLICATE_SECTION: ({ name, first }: { name: string; first: number }) => ({
    what: `the section "${name}" already stands at line ${first}.`,
    fix: `Join the two, or give the turns labels: <!-- ${name.split(':')[0]}: example-1 -->.`,
  }),
  PROMPT_TEXT_BEFORE_ROLE: (_: NoDetails) => ({
    what: 'there is text before the first role marker.',
    fix: 'Put a marker such as <!-- system --> above it, or take it out.',
  }),
  PROMPT_EMPTY: (_: NoDetails) => ({
    what: 'the prompt is empty.',
    fix: 'Write the text of the prompt, e.g. a line <!-- user --> and below it {{input}}.',
  }),
  PROMPT_EMPTY_SECTION: ({ name }: { name: string }) => ({
    what: `the section "${name}" is empty.`,
    fix: 'Write its text, or take its marker out.',
  }),
  PROMPT_OPEN_FRONT_MATTER: (_: NoDetails) => ({
    what: 'the front matter is opened here and never closed.',
    fix: 'End it with a line "---"; if the "---" is a rule and not front matter, put an empty line above it.',
  }),
  PROMPT_BAD_YAML: ({ problem }: { problem: string }) => ({
    what: `the front matter is not valid YAML: ${sentence(problem)}`,
    fix: 'Mend this line; text with ":" or "#" in it needs quotes.',
  }),
  PROMPT_UNKNOWN_SETTING: ({ name, known }: { name: string; known: readonly string[] }) => ({
    what: `"${name}" is not a setting of a prompt file.`,
    fix: `Use ${list(known)}, and put notes of your own under "metadata".${suggest(name, known)}`,
  }),
  PROMPT_BAD_SETTING: ({ name, problem }: { name: string; problem: string }) => ({
    what: `the setting "${name}" is wrong: ${sentence(problem)}`,
    fix: 'Correct the value or take the line out.',
  }),
  PROMPT_UNKNOWN_TUNE_SECTION: ({ name, known }: { name: string; known: readonly string[] }) => ({
    what: `"tune" names the section "${name}", which this prompt does not have.`,
    fix: `The sections are: ${list(known)}.${suggest(name, known)}`,
  }),
  PROMPT_NOT_FOUND: ({ name, nearby }: { name: string; nearby: readonly string[] }) => ({
    what: 'there is no such prompt file.',
    fix: `Create it or correct the path.${suggest(name, nearby)}`,
  }),
  PROMPT_UNREADABLE: ({ problem }: { problem: string }) => ({
    what: `the prompt file cannot be read: ${sentence(problem)}`,
    fix: 'Give the path of a readable text file.',
  }),
  PROMPT_NOT_UTF8: (_: NoDetails) => ({
    what: 'the prompt file is not UTF-8 text.',
    fix: 'Save it as UTF-8.',
  }),
  PROMPT_BAD_PATCH: ({ problem }: { problem: string }) => ({
    what: `the patch does not fit the prompt: ${problem}`,
    fix: 'The prompt file was left as it is.',
  }),
  PROMPT_OUTSIDE_ROOT: ({ target, root }: { target: string; root: string }) => ({
    what: `the prompt file was not written, because it is outside the project: it leads to ${target}, and the root is ${root}.`,
    fix: "Move the prompt into the project, or set Vitest's root to a folder that holds it.",
  }),
  PROMPT_CHANGED: (_: NoDetails) => ({
    what: 'the prompt file was not written, because it changed on disk meanwhile.',
    fix: 'Keep your edit and tune again, or put the old text back first.',
  }),
  PROMPT_WRITE_FAILED: ({ problem }: { problem: string }) => ({
    what: `the prompt file could not be written: ${sentence(problem)}`,
    fix: 'The file is as it was. Check its permissions and the free space, and try again.',
  }),
}
