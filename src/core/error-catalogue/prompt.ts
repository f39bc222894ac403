import { list, suggest } from './suggest.ts'

export const promptErrors = {
  PROMPT_MISSING_VARIABLE: ({ name, given }: { name: string; given: readonly string[] }) => ({
    what: `the prompt uses {{${name}}}, but this case gives no value for it.`,
    fix: `Add "${name}" to the row's input, or take the placeholder out; the row has: ${list(given)}.${suggest(name, given)}`,
  }),
}
